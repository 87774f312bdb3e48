import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { badUserInput } from '../errors.ts';
import { sourceError } from './source-error.ts';
import { openZipMember } from './zip-member.ts';

/** The bytes of a bulk file, unpacked. */
export type ByteSource = {
  /** The name messages use: the path as given, or `standard input`. */
  readonly name: string;
  /** Unpacked bytes; throws BAD_USER_INPUT where the file is cut off or damaged. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Size as stored (of a zip member: unpacked); null for a stream. */
  readonly bytesTotal: number | null;
  /** How much of that is read. */
  bytesRead(): number;
  close(): void;
};

type Packing = 'gzip' | 'zip' | 'none';

const CHUNK_BYTES = 256 * 1024;

/** Opens a file, or standard input for `-`: plain, gzip or (files only) zip with one member. Throws BAD_USER_INPUT. */
export async function openSource(path: string, standardInput: Readable): Promise<ByteSource> {
  if (path === '-') return openStream('standard input', standardInput);
  try {
    const file = await stat(path);
    if (file.isDirectory()) throw badUserInput('file', 'this is a directory; name the files in it.');
    // A pipe can be read once only, so its first bytes are looked at as those of standard input are.
    if (!file.isFile()) return await openStream(path, createReadStream(path));
    const packing = await inspect(path);
    if (packing === 'zip') {
      const member = await openZipMember(path);
      return unpacked(path, member.bytes, member.stream, 'none');
    }
    return unpacked(path, file.size, createReadStream(path, { highWaterMark: CHUNK_BYTES }), packing);
  } catch (error) {
    throw sourceError(path, error);
  }
}

async function inspect(path: string): Promise<Packing> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const packing = packingOf(buffer.subarray(0, bytesRead));
    for (const [ending, expected] of [['.gz', 'gzip'] as const, ['.zip', 'zip'] as const]) {
      if (path.toLowerCase().endsWith(ending) && packing !== expected) {
        throw badUserInput('file', `the name ends with ${ending}, but this is not ${expected} data.`);
      }
    }
    return packing;
  } finally {
    await file.close();
  }
}

/** By the first bytes: RFC 1952 for gzip, APPNOTE 4.3.7 and 4.3.16 for zip. */
function packingOf(head: Buffer): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return 'zip';
  return 'none';
}

async function openStream(name: string, stream: Readable): Promise<ByteSource> {
  const packing = packingOf(await firstBytes(stream));
  if (packing === 'zip') {
    throw badUserInput('file', `${name}: a zip archive can only be read from a file; save it and name it.`);
  }
  return unpacked(name, null, stream, packing);
}

/** The first chunk, left in the stream. */
async function firstBytes(stream: Readable): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (chunk !== null) {
      const bytes = Buffer.from(chunk as Buffer | string);
      stream.unshift(bytes);
      if (bytes.length > 1 || stream.readableEnded) return bytes;
    }
    if (stream.readableEnded) return Buffer.alloc(0);
    await new Promise<void>((resolve, reject) => {
      stream.once('readable', resolve).once('end', resolve).once('error', reject);
    });
  }
}

function unpacked(name: string, bytesTotal: number | null, stored: Readable, packing: Packing): ByteSource {
  let bytesRead = 0;
  stored.on('data', (chunk: Buffer) => {
    bytesRead += chunk.length;
  });
  const bytes =
    packing === 'gzip'
      ? createGunzip({ chunkSize: CHUNK_BYTES })
      : new PassThrough({ highWaterMark: CHUNK_BYTES });
  // An error of either destroys the last one, whose reader then sees it.
  pipeline(stored, bytes, () => {});
  return {
    name,
    bytesTotal,
    bytesRead: () => bytesRead,
    chunks: readChunks(name, bytes),
    close: () => void stored.destroy(),
  };
}

async function* readChunks(name: string, bytes: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    throw sourceError(name, error);
  }
}
