import type { QueryResult, ReadFigures } from '../backend/backend.ts';
import type { BackendKind } from '../model/backend.ts';
import type { ChosenSource, Fallback, Provenance } from '../model/provenance.ts';
import type { Statement } from '../sql/statement.ts';
import { statementHash } from '../sql/statement-hash.ts';
import type { Ask } from './ask.ts';

/** One statement as it ran; `startMillis` and `endMillis` are on the clock of `performance.now()`. */
export type Reading = {
  readonly statement: Statement;
  readonly startMillis: number;
  readonly endMillis: number;
  /** Null where the engine does not tell. */
  readonly read: ReadFigures | null;
};

/** What a statement answered, and how it ran. */
export type Reply = QueryResult & { readonly reading: Reading };

/** An `ask` that keeps the readings of what it is asked, for an answer of several statements. */
export function noting(ask: Ask): { readonly ask: Ask; readonly readings: readonly Reading[] } {
  const readings: Reading[] = [];
  return {
    readings,
    ask: async (...question) => {
      const reply = await ask(...question);
      readings.push(reply.reading);
      return reply;
    },
  };
}

/** Where an answer came from: of several statements the sum of what they read, over the time they took together. */
export function provenanceOf(
  backend: BackendKind,
  chosen: ChosenSource,
  readings: readonly Reading[],
  fallback: Fallback | null = null,
): Provenance {
  const last = readings.at(-1);
  const start = Math.min(...readings.map(({ startMillis }) => startMillis));
  const end = Math.max(...readings.map(({ endMillis }) => endMillis));
  return {
    ...chosen,
    backend,
    fallback,
    rowsRead: total(readings, 'rows'),
    bytesRead: total(readings, 'bytes'),
    statementHash: last === undefined ? null : statementHash(last.statement.text),
    elapsedMillis: last === undefined ? 0 : Math.round(end - start),
  };
}

function total(readings: readonly Reading[], figure: keyof ReadFigures): number | null {
  let sum = 0;
  for (const { read } of readings) {
    if (read === null) return null;
    sum += read[figure];
  }
  return readings.length === 0 ? null : sum;
}
