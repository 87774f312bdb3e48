import { createHash } from 'node:crypto';

/** A short name for a statement's text in logs: the first 16 hex digits of its SHA-256. Values never enter it. */
export function statementHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
