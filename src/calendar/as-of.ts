import { badUserInput } from '../errors.ts';
import { parseTimeBound } from './time-range.ts';

/** What a client may give as the argument `asOf`. */
const ALLOWED = 'An instant with its offset (2024-03-10T05:00:00Z) that has passed; leave it out for now.';

/**
 * An `asOf` argument as milliseconds since 1970, the last whole one it holds; null where it is not given. Throws
 * BAD_USER_INPUT for what is no instant and for one after `nowMillis`.
 */
export function asOfMillis(text: string | null | undefined, nowMillis: number): number | null {
  if (text == null) return null;
  const millis = instantOrNull(text);
  if (millis === null) throw badUserInput('asOf', `"${text.slice(0, 64)}" is not an instant.`, ALLOWED);
  if (millis > nowMillis) throw badUserInput('asOf', '"asOf" lies in the future.', ALLOWED);
  return millis;
}

function instantOrNull(text: string): number | null {
  try {
    const bound = parseTimeBound(text.replace(/(\.\d{3})\d{1,6}(?=\D)/, '$1'));
    return bound.kind === 'instant' ? bound.millis : null;
  } catch {
    return null;
  }
}
