import { startEmbedded } from '../support/contract-engines.ts';
import { backendContract } from './backend-contract.ts';

await backendContract({
  name: 'timescale (embedded)',
  start: () => startEmbedded('timescale'),
  unmet: {
    'value: nested arrays of unequal length': { reason: 'arrays of PostgreSQL are rectangular' },
    'value: map to 64-bit integers': { reason: 'numbers in jsonb are read as doubles' },
    'value: row with named fields': { reason: 'a row of PostgreSQL comes as its text' },
    'parameter: a text with the character U+0000': { reason: 'PostgreSQL stores no U+0000; it is refused' },
    'bounds: an answer without an end is ended on the engine, and its connection works on': {
      reason: 'its engine hands over whole answers: they are bounded once they have come',
      tried: false,
    },
    'abort: a small statement is answered while a long one runs': { reason: 'one session: it waits' },
    'abort: the engine is free again soon': {
      reason: 'it cannot cancel: the engine is restarted after a grace',
    },
    'lifecycle: closing a connection fails what runs on it': {
      reason: 'the session goes on with its statement',
      tried: false,
    },
    'abort: the connection of the statement works on': { reason: 'it goes with the restarted engine' },
  },
});
