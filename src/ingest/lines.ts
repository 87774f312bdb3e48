import { badUserInput } from '../errors.ts';

/** One line of a source without its line break; numbers count from 1. */
export type Line = { readonly number: number; readonly bytes: Buffer };

/** Longest line accepted: EIA's longest series, 24 hours a day over decades, stay far below. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Cuts bytes into lines; blank ones count but are left out. Throws BAD_USER_INPUT for a line over `maxLineBytes`. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  let number = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const finish = (tail: Buffer): Line | undefined => {
    const whole = pendingBytes === 0 ? tail : Buffer.concat([...pending, tail]);
    pending = [];
    pendingBytes = 0;
    number += 1;
    if (whole.length > maxLineBytes) throw tooLong(number, maxLineBytes);
    const bytes = trimmed(whole, number === 1);
    return bytes.length === 0 ? undefined : { number, bytes };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = finish(chunk.subarray(start, end));
      if (line !== undefined) yield line;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > maxLineBytes) throw tooLong(number + 1, maxLineBytes);
  }
  if (pendingBytes === 0) return;
  const line = finish(Buffer.alloc(0));
  if (line !== undefined) yield line;
}

function trimmed(line: Buffer, first: boolean): Buffer {
  const start = first && line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  let end = line.length;
  while (end > start && isBlank(line[end - 1])) end -= 1;
  return line.subarray(start, end);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === CARRIAGE_RETURN;
}

function tooLong(number: number, maxLineBytes: number): Error {
  const mebibytes = Math.round(maxLineBytes / 1024 / 1024);
  return badUserInput(
    'file',
    `line ${number} is longer than ${mebibytes} MiB: this is not a file of one series a line.`,
  );
}
