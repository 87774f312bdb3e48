import type { BackendHealth, BackendKind, BackendStatus } from '../model/backend.ts';
import type { Fallback } from '../model/provenance.ts';

/** What is on one engine, and may be on another one too. */
export type Held = {
  readonly name: string;
  readonly backend: BackendKind;
  readonly fallback: { readonly backend: BackendKind } | null;
};

/** An engine that starts has not answered yet: whoever needs an answer now does not wait for it. */
const ANSWERS: readonly BackendStatus[] = ['UP', 'BUSY', 'DEGRADED'];

/**
 * The fallback to read while the first engine is down and the other one answers; null for the first engine, also where
 * both are down: its error says why. `healthOf` tells what is known of an engine, undefined of one that is not configured.
 */
export function chooseFallback(
  { name, backend: first, fallback }: Held,
  healthOf: (kind: BackendKind) => Pick<BackendHealth, 'status' | 'reason'> | undefined,
): Fallback | null {
  if (fallback === null) return null;
  const health = healthOf(first);
  if (health?.status !== 'DOWN') return null;
  const { backend } = fallback;
  const other = healthOf(backend)?.status;
  if (other === undefined || !ANSWERS.includes(other)) return null;
  return { dataset: name, first, backend, reason: health.reason ?? `The ${first} engine does not answer.` };
}
