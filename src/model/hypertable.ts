import type { DeclaredDataset } from './declared-dataset.ts';

/** What a hypertable is parted by: time first, then perhaps columns by hash. */
export type HypertableDimension = {
  readonly column: string;
  /** The engine's name of the column's type. */
  readonly type: string;
  /** ISO 8601 width of its slices; null where it is parted by hash. */
  readonly interval: string | null;
  /** How many parts it is hashed into; null for a dimension of time. */
  readonly partitions: number | null;
};

/** A hypertable of TimescaleDB as its catalogue knows it; sizes are read apart, as they cost more. */
export type Hypertable = {
  readonly dataset: DeclaredDataset;
  /** As declared: the parts of the table's name with dots between them. */
  readonly name: string;
  readonly chunkCount: number;
  readonly compressedChunkCount: number;
  readonly compressionEnabled: boolean;
  /** The first is time. */
  readonly dimensions: readonly HypertableDimension[];
};

/** Bytes on disk over all chunks; what is stored out of line counts to the table. */
export type StorageSize = {
  readonly totalBytes: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
};

/** Bytes of the compressed chunks before and after; null while there are none. */
export type CompressionSizes = { readonly beforeBytes: number | null; readonly afterBytes: number | null };

/** A part of a hypertable; its times are half-open. */
export type HypertableChunk = {
  readonly name: string;
  /** The chunk as the engine names it, with its schema, quoted. */
  readonly relation: string;
  readonly startMillis: number;
  readonly endMillis: number;
  readonly compressed: boolean;
  readonly totalBytes: number | null;
};

/** What a call that compresses chunks did, or in a dry run would do. */
export type ChunkCompression = {
  readonly dataset: DeclaredDataset;
  /** Oldest first, as they are afterwards. */
  readonly compressedChunks: readonly HypertableChunk[];
  readonly alreadyCompressed: number;
  /** Chunks old enough that are left for another call. */
  readonly remaining: number;
  readonly bytesBefore: number;
  /** Null in a dry run. */
  readonly bytesAfter: number | null;
  readonly changed: boolean;
  readonly dryRun: boolean;
  readonly elapsedMillis: number;
};
