import { startEmbedded } from '../support/contract-engines.ts';
import { backendContract } from './backend-contract.ts';

await backendContract({
  name: 'clickhouse (embedded)',
  start: () => startEmbedded('clickhouse'),
  unmet: {
    'value: date of 1859': { reason: 'Date32 begins in 1900' },
    'value: null array': { reason: 'an Array of ClickHouse is never null' },
    'parameter: null arrays': { reason: 'an Array of ClickHouse is never null' },
    'write: one that fails leaves nothing of itself': {
      reason: 'no transactions: tables are stored one by one',
    },
    'lifecycle: closing a connection fails what runs on it': {
      reason: 'the session goes on with its statement',
      tried: false,
    },
  },
});
