import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitLines } from '../../../src/ingest/lines.ts';
import { openSource } from '../../../src/ingest/source.ts';
import { zipOf } from '../../support/zip.ts';

const TEXT = 'one\n\ntwo\r\nthree';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurum-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nothing = (): Readable => Readable.from([]);

async function file(name: string, bytes: Buffer | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function linesOf(path: string, input: Readable = nothing()): Promise<(readonly [number, string])[]> {
  const source = await openSource(path, input);
  const lines: (readonly [number, string])[] = [];
  for await (const { number, bytes } of splitLines(source.chunks)) lines.push([number, bytes.toString()]);
  if (source.bytesTotal !== null) expect(source.bytesRead()).toBe(source.bytesTotal);
  return lines;
}

const LINES = [
  [1, 'one'],
  [3, 'two'],
  [4, 'three'],
];

test('plain, gzip by magic, gzip of several members, zip', async () => {
  expect(await linesOf(await file('plain.txt', TEXT))).toEqual(LINES);
  expect(await linesOf(await file('plain.bin', `\ufeff${TEXT}`))).toEqual(LINES);
  expect(await linesOf(await file('packed', gzipSync(TEXT)))).toEqual(LINES);
  expect(
    await linesOf(await file('two.gz', Buffer.concat([gzipSync('one\n\n'), gzipSync('two\r\nthree')]))),
  ).toEqual(LINES);
  expect(await linesOf(await file('one.zip', zipOf({ 'folder/': '', 'folder/ELEC.txt': TEXT })))).toEqual(
    LINES,
  );
  expect(await linesOf(await file('empty.txt', ''))).toEqual([]);
});

test('standard input, plain and gzip, in whatever pieces it comes', async () => {
  expect(await linesOf('-', Readable.from([Buffer.from(TEXT)]))).toEqual(LINES);
  const bytes = [...gzipSync(TEXT)].map((byte) => Buffer.from([byte]));
  expect(await linesOf('-', Readable.from(bytes, { objectMode: false }))).toEqual(LINES);
  expect(await linesOf('-', nothing())).toEqual([]);
});

test.each([
  ['missing.txt', null, 'there is no such file'],
  ['cut.gz', gzipSync(TEXT.repeat(1_000)).subarray(0, 60), 'the gzip stream ends too early'],
  ['nothing.gz', '', 'the name ends with .gz, but this is not gzip data'],
  ['plain.zip', TEXT, 'the name ends with .zip, but this is not zip data'],
  ['none.zip', zipOf({}), 'the archive holds no file; a zip archive must hold exactly one'],
  ['many.zip', zipOf({ a: '1', b: '2' }), 'the archive holds 2 files (a, b)'],
  ['cut.zip', zipOf({ a: TEXT }).subarray(0, 40), 'the zip archive cannot be read'],
])('%s: %#', async (name, bytes, message) => {
  const path = bytes === null ? join(folder, name) : await file(name, bytes);
  await expect(linesOf(path)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining(message),
  });
  await expect(linesOf(path)).rejects.toThrow(path);
});

test('damaged gzip', async () => {
  const bytes = gzipSync(Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 251)));
  bytes.fill(0xff, 40, 60);
  await expect(linesOf(await file('damaged.gz', bytes))).rejects.toThrow(/damaged|ends too early/);
});

test('a directory', async () => {
  await mkdir(join(folder, 'inner'), { recursive: true });
  await expect(linesOf(join(folder, 'inner'))).rejects.toThrow('this is a directory; name the files in it');
});

test('a zip archive on standard input', async () => {
  await expect(linesOf('-', Readable.from([zipOf({ a: '1' })]))).rejects.toThrow(
    'can only be read from a file',
  );
});

test('a line over the limit', async () => {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('ok\n');
    for (let index = 0; index < 10; index += 1) yield Buffer.alloc(10, 'x');
  };
  const read = async (): Promise<void> => {
    for await (const line of splitLines(chunks(), 64)) void line;
  };
  await expect(read()).rejects.toThrow('line 2 is longer than');
});
