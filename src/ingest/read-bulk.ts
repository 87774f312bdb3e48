import type { Readable } from 'node:stream';
import { AurumError } from '../errors.ts';
import { createBulkLineReader } from './bulk-line.ts';
import { splitLines } from './lines.ts';
import type { RecordSource, SourceEntry } from './record.ts';
import { type ByteSource, openSource } from './source.ts';
import { sourceError } from './source-error.ts';

/**
 * The series of bulk files, one after the other; `-` is standard input. All files are opened before the first line is
 * read, so that a wrong name stops a load before it begins. Throws BAD_USER_INPUT.
 */
export async function openBulkFiles(
  paths: readonly string[],
  standardInput: Readable,
): Promise<RecordSource> {
  const sources: ByteSource[] = [];
  const close = (): void => {
    for (const source of sources) source.close();
  };
  try {
    for (const path of paths) sources.push(await openSource(path, standardInput));
  } catch (error) {
    close();
    throw error;
  }
  const sum = (of: (source: ByteSource) => number): number =>
    sources.reduce((total, source) => total + of(source), 0);
  const known = sources.every((source) => source.bytesTotal !== null);
  const total = known ? sum((source) => source.bytesTotal ?? 0) : null;
  return {
    entries: readAll(sources),
    progress: () => ({ unit: 'bytes', done: sum((source) => source.bytesRead()), total }),
    close,
  };
}

async function* readAll(sources: readonly ByteSource[]): AsyncGenerator<SourceEntry> {
  try {
    const read = createBulkLineReader();
    for (const source of sources) yield* readOne(source, read);
  } finally {
    for (const source of sources) source.close();
  }
}

async function* readOne(
  source: ByteSource,
  read: ReturnType<typeof createBulkLineReader>,
): AsyncGenerator<SourceEntry> {
  const lineOf = new Map<string, number>();
  try {
    for await (const { number, bytes } of splitLines(source.chunks)) {
      const place = { source: source.name, line: number };
      try {
        const record = read(bytes);
        const before = record === null ? undefined : lineOf.get(record.id);
        if (record === null) {
          yield { kind: 'category' };
        } else if (before !== undefined) {
          const reason = `the series ${record.id} stands on line ${before} already; a file holds each series once.`;
          yield { kind: 'rejected', place, reason };
        } else {
          lineOf.set(record.id, number);
          yield { kind: 'series', record, place };
        }
      } catch (error) {
        if (!(error instanceof AurumError)) throw error;
        yield { kind: 'rejected', place, reason: error.message };
      }
    }
  } catch (error) {
    throw sourceError(source.name, error);
  }
}
