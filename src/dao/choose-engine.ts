import type { BackendHealth, BackendKind, BackendStatus } from '../model/backend.ts';
import type { DeclaredDataset } from '../model/declared-dataset.ts';
import type { Fallback } from '../model/provenance.ts';

/** The engine that answers for a dataset; `fallback` is null where it is the first one. */
export type ChosenEngine = { readonly kind: BackendKind; readonly fallback: Fallback | null };

/** An engine that starts has not answered yet: whoever needs an answer now does not wait for it. */
const ANSWERS: readonly BackendStatus[] = ['UP', 'BUSY', 'DEGRADED'];

/**
 * The first engine of a dataset; while that one is down and the one of its fallback answers, that. Where both are down it
 * is the first one, whose error says why. `healthOf` tells what is known of an engine, undefined of one that is not configured.
 */
export function chooseEngine(
  { name, backend, fallback }: Pick<DeclaredDataset, 'name' | 'backend' | 'fallback'>,
  healthOf: (kind: BackendKind) => BackendHealth | undefined,
): ChosenEngine {
  const first: ChosenEngine = { kind: backend, fallback: null };
  if (fallback === null) return first;
  const health = healthOf(backend);
  if (health?.status !== 'DOWN') return first;
  const other = healthOf(fallback.backend)?.status;
  if (other === undefined || !ANSWERS.includes(other)) return first;
  const reason = health.reason ?? `The ${backend} engine does not answer.`;
  return { kind: fallback.backend, fallback: { dataset: name, first: backend, reason } };
}
