import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { badUserInput } from '../errors.ts';

/** The one file of an archive, unpacked; `bytes` is its unpacked size. */
export type ZipMember = { readonly stream: Readable; readonly bytes: number };

/** Opens the one file in a zip archive, as EIA serves its bulk files. Throws BAD_USER_INPUT for none or several. */
export async function openZipMember(path: string): Promise<ZipMember> {
  const archive = await open(path);
  const files: yauzl.Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    archive.on('entry', (entry: yauzl.Entry) => {
      if (!entry.fileName.endsWith('/')) files.push(entry);
      archive.readEntry();
    });
    archive.on('end', resolve);
    archive.on('error', (error) => reject(damaged(error)));
    archive.readEntry();
  }).catch((error: unknown) => {
    archive.close();
    throw error;
  });
  const [member] = files;
  if (member === undefined || files.length > 1) {
    archive.close();
    throw badUserInput(
      'file',
      `${countText(files)}; a zip archive must hold exactly one. Unpack it and name the files.`,
    );
  }
  return new Promise((resolve, reject) => {
    archive.openReadStream(member, (error, stream) => {
      if (error !== null) {
        archive.close();
        return reject(damaged(error));
      }
      stream.once('close', () => archive.close());
      return resolve({ stream, bytes: member.uncompressedSize });
    });
  });
}

function open(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, archive) => {
      if (error === null) resolve(archive);
      else reject(damaged(error));
    });
  });
}

function countText(files: readonly yauzl.Entry[]): string {
  if (files.length === 0) return 'the archive holds no file';
  const names = files.slice(0, 3).map((file) => file.fileName);
  return `the archive holds ${files.length} files (${names.join(', ')}${files.length > 3 ? ', …' : ''})`;
}

function damaged(error: Error): Error {
  return badUserInput('file', `the zip archive cannot be read (${error.message}); fetch it again`);
}
