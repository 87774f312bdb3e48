import { AurumError } from '../../errors.ts';
import type { StoredColumn } from '../backend.ts';
import { ByteWriter } from './byte-writer.ts';

/** Rows of one block: some 1 MB and few milliseconds of work, after which others get their turn. */
const BLOCK_ROWS = 16_384;
const ROW_BYTES_ESTIMATE = 96;

/**
 * The rows in ClickHouse's format Native, block by block, with a column `version` that holds `version` in every row.
 * Doubles are sent as they are; text as UTF-8. https://clickhouse.com/docs/interfaces/formats/Native
 */
export async function* nativeBlocks(
  columns: readonly StoredColumn[],
  version: number,
): AsyncGenerator<Buffer> {
  const rowCount = columns[0]?.values.length ?? 0;
  for (let start = 0; start < rowCount; start += BLOCK_ROWS) {
    if (start > 0) await new Promise((resolve) => setImmediate(resolve));
    yield nativeBlock(columns, version, start, Math.min(start + BLOCK_ROWS, rowCount));
  }
}

function nativeBlock(columns: readonly StoredColumn[], version: number, start: number, end: number): Buffer {
  const writer = new ByteWriter((end - start) * ROW_BYTES_ESTIMATE);
  writer.varint(columns.length + 1);
  writer.varint(end - start);
  for (const column of columns) {
    writer.text(column.name);
    writeColumn(writer, column, start, end);
  }
  writer.text('version');
  writer.text('UInt64');
  for (let row = start; row < end; row += 1) writer.int64(version);
  return writer.bytes();
}

/** A column without nulls is sent as its plain type; the engine casts it to the type of the table's column. */
function writeColumn(writer: ByteWriter, column: StoredColumn, start: number, end: number): void {
  const { values } = column;
  const scalar = (type: string, write: (value: unknown) => void, nothing: unknown): void => {
    let nullable = false;
    for (let row = start; row < end && !nullable; row += 1) nullable = values[row] === null;
    writer.text(nullable ? `Nullable(${type})` : type);
    if (nullable) for (let row = start; row < end; row += 1) writer.byte(values[row] === null ? 1 : 0);
    for (let row = start; row < end; row += 1) write(values[row] ?? nothing);
  };
  switch (column.type) {
    case 'text':
    case 'decimal':
      scalar('String', (value) => writer.text(String(value)), '');
      break;
    case 'float64':
      scalar('Float64', (value) => writer.float64(Number(value)), 0);
      break;
    case 'int64':
    case 'instant':
      scalar('Int64', (value) => writeInteger(writer, column, value), 0);
      break;
    case 'timestamp':
      scalar("DateTime64(3, 'UTC')", (value) => writeInteger(writer, column, value), 0);
      break;
    case 'text[]':
      writeLists(
        writer,
        values.slice(start, end).map((value) => value as readonly string[]),
      );
      break;
    case 'map':
      writeMaps(
        writer,
        values.slice(start, end).map((value) => Object.entries(value as Readonly<Record<string, string>>)),
      );
      break;
  }
}

function writeLists(writer: ByteWriter, lists: readonly (readonly string[])[]): void {
  writer.text('Array(String)');
  writeOffsets(writer, lists);
  for (const list of lists) for (const text of list) writer.text(text);
}

function writeMaps(writer: ByteWriter, maps: readonly (readonly [string, string][])[]): void {
  writer.text('Map(String, String)');
  writeOffsets(writer, maps);
  for (const map of maps) for (const [key] of map) writer.text(key);
  for (const map of maps) for (const [, text] of map) writer.text(text);
}

/** Lists are sent as the running count of their elements, then all elements. */
function writeOffsets(writer: ByteWriter, lists: readonly { readonly length: number }[]): void {
  let count = 0;
  for (const { length } of lists) {
    count += length;
    writer.int64(count);
  }
}

function writeInteger(writer: ByteWriter, column: StoredColumn, value: unknown): void {
  if (typeof value === 'bigint') writer.bigint64(value);
  else if (typeof value === 'number' && Number.isSafeInteger(value)) writer.int64(value);
  else {
    const message = `Column ${column.name} is to hold whole numbers, not ${String(value)}.`;
    throw new AurumError('INTERNAL_SERVER_ERROR', message, { backend: 'clickhouse' });
  }
}
