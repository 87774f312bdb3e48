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

/** What is known of an engine. */
export type KnownHealth = Pick<BackendHealth, 'status' | 'reason' | 'breaker'>;

/**
 * The fallback to read while the first engine is down and the other one answers; null for the first engine, also where
 * both are down: its error says why. `healthOf` is undefined of an engine that is not configured.
 */
export function chooseFallback(
  { name, backend: first, fallback }: Held,
  healthOf: (kind: BackendKind) => KnownHealth | undefined,
): Fallback | null {
  if (fallback === null) return null;
  const health = healthOf(first);
  if (health === undefined || !isDown(health)) return null;
  const { backend } = fallback;
  const other = healthOf(backend)?.status;
  if (other === undefined || !ANSWERS.includes(other)) return null;
  return { dataset: name, first, backend, reason: health.reason ?? `The ${first} engine does not answer.` };
}

/** A half-open breaker has yet to see whether the engine is back; the look of the health check will tell it. */
function isDown({ status, breaker }: KnownHealth): boolean {
  return status === 'DOWN' || breaker === 'HALF_OPEN';
}
