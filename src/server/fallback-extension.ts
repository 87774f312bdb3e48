import type { Fallback } from '../model/provenance.ts';
import { fallbackRead } from '../telemetry/metrics.ts';
import { annotateSpan } from '../telemetry/span.ts';
import { byPath } from './path-order.ts';
import type { FallbackNote, Visit } from './visit.ts';

/** Notes that the field at a path was read from a fallback; the log has it once a dataset, the metric once a field. */
export function noteFallback(visit: Visit, path: string, fallback: Fallback): void {
  const { dataset, first, backend, reason } = fallback;
  visit.fallback ??= [];
  const notes = visit.fallback;
  const isNews = !notes.some((note) => note.dataset === dataset);
  notes.push({ path, dataset, backend, reason });
  fallbackRead(first, backend);
  if (!isNews) return;
  visit.logger.info({ dataset, backend, first, reason }, 'A dataset is read from its fallback.');
  annotateSpan({ 'aurum.fallback.datasets': [...new Set(notes.map((note) => note.dataset))] });
}

/** The notes of a request for `extensions`, ordered by path. */
export function fallbackList(notes: readonly FallbackNote[]): FallbackNote[] {
  return [...notes].sort((one, other) => byPath(one.path, other.path));
}
