import { Readable } from 'node:stream';
import { openBulkFiles } from '../../src/ingest/read-bulk.ts';
import type { RecordSource, SourceEntry } from '../../src/ingest/record.ts';

/** A bulk line of an annual series; `values` start at 2001. */
export function seriesLine(id: string, values: readonly unknown[], more: object = {}): string {
  const data = values.map((value, index) => [String(2001 + index), value]).reverse();
  return JSON.stringify({ series_id: id, name: `Series ${id}`, f: 'A', units: 'MWh', ...more, data });
}

/** Bulk lines as a source that comes over standard input. */
export function linesSource(lines: readonly string[]): Promise<RecordSource> {
  return openBulkFiles(['-'], Readable.from([Buffer.from(lines.join('\n'))]));
}

/** A source of the given entries, one per turn of the event loop. */
export function entriesSource(entries: readonly SourceEntry[]): RecordSource {
  const all = async function* (): AsyncGenerator<SourceEntry> {
    yield* entries;
  };
  return { entries: all(), progress: () => ({ unit: 'rows', done: 0, total: null }), close() {} };
}
