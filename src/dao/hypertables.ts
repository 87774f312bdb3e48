import type { Cell } from '../backend/backend.ts';
import { intervalText } from '../calendar/interval-text.ts';
import { AurumError } from '../errors.ts';
import { type DeclaredDataset, tableName } from '../model/declared-dataset.ts';
import type {
  ChunkCompression,
  CompressionSizes,
  Hypertable,
  HypertableChunk,
  StorageSize,
} from '../model/hypertable.ts';
import type { Page, PageArguments } from '../model/page.ts';
import {
  type ChunkPage,
  type ChunkSelection,
  chunkCounts,
  chunkPage,
  compressChunk,
  compressionSizes,
  hypertableInfo,
  hypertableSize,
} from '../sql/admin/hypertable.ts';
import type { Ask, AskRows } from './ask.ts';
import type { CursorCodec } from './cursor.ts';
import { pageOf, pageWalk } from './paging.ts';

const DEFAULT_CHUNKS = 50;

/** What the catalogue knows of a declared table; null where it is no hypertable. */
export async function readHypertable(ask: Ask, dataset: DeclaredDataset): Promise<Hypertable | null> {
  const { rows } = await ask(hypertableInfo(dataset.table), 'SELECT timescaledb_information.hypertables');
  const [first] = rows;
  if (first === undefined) return null;
  const [chunkCount, compressionEnabled, compressedChunkCount] = first;
  return {
    dataset,
    name: tableName(dataset.table),
    chunkCount: Number(chunkCount),
    compressedChunkCount: Number(compressedChunkCount),
    compressionEnabled: compressionEnabled === true,
    dimensions: rows.map(([, , , column, type, months, days, seconds, integers, partitions]) => ({
      column: String(column),
      type: String(type),
      interval: dimensionInterval([months, days, seconds], integers),
      partitions: partitions === null ? null : Number(partitions),
    })),
  };
}

/** Integers of time are milliseconds: others cannot be declared. */
function dimensionInterval(parts: readonly (Cell | undefined)[], integers: Cell | undefined): string | null {
  if (integers != null) return intervalText(0, 0, Number(integers) / 1_000);
  const [months = null, days = null, seconds = null] = parts;
  return months === null ? null : intervalText(Number(months), Number(days), Number(seconds));
}

/** Bytes of all chunks on disk. */
export async function readHypertableSize(ask: AskRows, { dataset }: Hypertable): Promise<StorageSize | null> {
  const [row] = await ask(hypertableSize(dataset.table), 'SELECT hypertable_detailed_size');
  if (row === undefined) return null;
  return {
    totalBytes: Number(row.total_bytes),
    tableBytes: Number(row.table_bytes) + Number(row.toast_bytes),
    indexBytes: Number(row.index_bytes),
  };
}

/** What compression made of the chunks that have it. */
export async function readCompressionSizes(ask: Ask, { dataset }: Hypertable): Promise<CompressionSizes> {
  const { rows } = await ask(compressionSizes(dataset.table), 'SELECT hypertable_compression_stats');
  const [before = null, after = null] = rows[0] ?? [];
  const bytes = (cell: Cell): number | null => (cell === null ? null : Number(cell));
  return { beforeBytes: bytes(before), afterBytes: bytes(after) };
}

/** A page of a hypertable's chunks, oldest first. */
export async function readChunks(
  ask: Ask,
  { dataset, name }: Hypertable,
  page: PageArguments,
  maxSize: number,
  cursors: CursorCodec,
): Promise<Page<HypertableChunk>> {
  const list = JSON.stringify(['hypertable.chunks', name]);
  const walk = pageWalk(page, { defaultSize: DEFAULT_CHUNKS, maxSize }, list, cursors);
  const place = (values: typeof walk.after) =>
    values === null ? null : ([Number(values[0]), String(values[1])] as const);
  const part = { ...walk, after: place(walk.after), before: place(walk.before) };
  const chunks = await selectChunks(ask, everyChunk(dataset), part);
  return pageOf(chunks, walk, (chunk) => cursors.encode(list, [chunk.startMillis, chunk.name]));
}

function everyChunk({ table }: DeclaredDataset): ChunkSelection {
  return { table, endedByMillis: null, compressed: null, relations: null };
}

async function selectChunks(
  ask: Ask,
  selection: ChunkSelection,
  page: ChunkPage,
): Promise<HypertableChunk[]> {
  const { rows } = await ask(chunkPage(selection, page), 'SELECT timescaledb_information.chunks');
  return rows.map(([name, relation, start, end, compressed, bytes]) => ({
    name: String(name),
    relation: String(relation),
    startMillis: Number(start),
    endMillis: Number(end),
    compressed: compressed === true,
    totalBytes: bytes == null ? null : Number(bytes),
  }));
}

function oldest(limit: number): ChunkPage {
  return { after: null, before: null, backward: false, limit };
}

/** Which chunks are to be compressed, and how. */
export type CompressOptions = {
  /** Those that end at this instant or before, milliseconds since 1970. */
  readonly endedByMillis: number;
  readonly maxChunks: number;
  readonly dryRun: boolean;
  /** Time left for more, in milliseconds. */
  readonly millisLeft: () => number;
};

/**
 * Compresses the oldest chunks one by one, each in a transaction of its own. It ends early, leaving the rest, where the
 * time left might not do for another chunk or another session holds a lock; throws BACKEND_TIMEOUT where that lets it
 * compress none.
 */
export async function compressOldest(
  ask: Ask,
  dataset: DeclaredDataset,
  options: CompressOptions,
): Promise<ChunkCompression> {
  const startedMillis = performance.now();
  const old = { ...everyChunk(dataset), endedByMillis: options.endedByMillis };
  const counts = await ask(chunkCounts(old), 'SELECT count timescaledb_information.chunks');
  const [already = 0, waiting = 0] = (counts.rows[0] ?? []).map(Number);
  const due = await selectChunks(ask, { ...old, compressed: false }, oldest(options.maxChunks));
  const done = options.dryRun ? due : await compressEach(ask, due, options);
  const after =
    options.dryRun || done.length === 0
      ? done
      : await selectChunks(
          ask,
          { ...everyChunk(dataset), relations: done.map(({ relation }) => relation) },
          oldest(done.length),
        );
  return {
    dataset,
    compressedChunks: after,
    alreadyCompressed: already,
    remaining: Math.max(0, waiting - done.length),
    bytesBefore: bytesOf(done),
    bytesAfter: options.dryRun ? null : bytesOf(after),
    changed: done.length > 0,
    dryRun: options.dryRun,
    elapsedMillis: Math.round(performance.now() - startedMillis),
  };
}

async function compressEach(
  ask: Ask,
  due: readonly HypertableChunk[],
  { millisLeft }: CompressOptions,
): Promise<HypertableChunk[]> {
  const done: HypertableChunk[] = [];
  let longestMillis = 0;
  for (const chunk of due) {
    if (done.length > 0 && millisLeft() < 2 * longestMillis) break;
    const beganMillis = performance.now();
    try {
      await ask(compressChunk(chunk.relation), 'SELECT compress_chunk', {
        boundedLockWait: true,
        changes: true,
      });
    } catch (error) {
      if (done.length > 0 && isLockHeld(error)) break;
      throw error;
    }
    longestMillis = Math.max(longestMillis, performance.now() - beganMillis);
    done.push(chunk);
  }
  return done;
}

/** SQLSTATE lock_not_available. */
function isLockHeld(error: unknown): boolean {
  return error instanceof AurumError && error.details.engineCode === '55P03';
}

function bytesOf(chunks: readonly HypertableChunk[]): number {
  return chunks.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
}

/** How many chunks a hypertable has now. */
export async function countChunks(ask: Ask, { dataset }: Hypertable): Promise<number> {
  const { rows } = await ask(chunkCounts(everyChunk(dataset)), 'SELECT count timescaledb_information.chunks');
  const [compressed = 0, others = 0] = (rows[0] ?? []).map(Number);
  return compressed + others;
}
