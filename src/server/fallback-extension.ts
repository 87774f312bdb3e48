import type { AnswerOrigin } from '../../resolvers/provenance.ts';
import { fallbackRead } from '../telemetry/metrics.ts';
import { byPath } from './path-order.ts';
import type { FallbackNote, Visit } from './visit.ts';

/** Notes that the field at a path was read from the fallback of its dataset; nothing where it was not. */
export function noteFallback(visit: Visit, path: string, { backend, fallback }: AnswerOrigin): void {
  if (fallback === null) return;
  const { dataset, first, reason } = fallback;
  fallbackRead(first, backend);
  visit.fallback ??= [];
  visit.fallback.push({ path, dataset, backend, reason });
}

/** The notes of a request for `extensions`, ordered by path. */
export function fallbackList(notes: readonly FallbackNote[]): FallbackNote[] {
  return [...notes].sort((one, other) => byPath(one.path, other.path));
}
