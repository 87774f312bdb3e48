import { AurumError, badUserInput } from '../errors.ts';

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a directory; name the files in it',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
  EMFILE: 'too many files are open',
  Z_BUF_ERROR: 'the gzip stream ends too early: the file is cut off; fetch it again',
  Z_DATA_ERROR: 'the compressed part is damaged; fetch it again',
};

/** What a failed read means to whoever named the source, as BAD_USER_INPUT; errors of ours pass, with the name added. */
export function sourceError(name: string, error: unknown): AurumError {
  if (error instanceof AurumError) {
    return error.message.startsWith(name)
      ? error
      : new AurumError(error.code, `${name}: ${error.message}`, error.details);
  }
  const code = codeOf(error);
  const reason =
    (code === undefined ? undefined : READ_ERRORS[code]) ?? `it cannot be read (${code ?? String(error)})`;
  return badUserInput('file', `${name}: ${reason}.`);
}

/** The code Node gives to a system or zlib error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
