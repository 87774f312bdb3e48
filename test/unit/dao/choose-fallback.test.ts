import { describe, expect, test } from '@jest/globals';
import { chooseFallback } from '../../../src/dao/choose-fallback.ts';
import type { BackendKind, BackendStatus, BreakerState } from '../../../src/model/backend.ts';

const DATASET = {
  name: 'prices',
  backend: 'timescale',
  fallback: { backend: 'clickhouse', table: ['prices'], final: false },
} as const;

/** What is known of engines: a status each; one that is left out is not configured. */
function known(
  statuses: Partial<Record<BackendKind, BackendStatus>>,
  reason: string | null = 'It is gone.',
  breaker: BreakerState = 'CLOSED',
) {
  return (kind: BackendKind) => {
    const status = statuses[kind];
    return status && { status, reason, breaker };
  };
}

describe('the engine that answers for a dataset', () => {
  test.each(['UP', 'BUSY', 'DEGRADED', 'STARTING'] as const)(
    'is the first one while that is %s',
    (timescale) => {
      expect(chooseFallback(DATASET, known({ timescale, clickhouse: 'UP' }))).toBeNull();
    },
  );

  test.each(['UP', 'BUSY', 'DEGRADED'] as const)(
    'is that of the fallback while the first one is down and that is %s, and the reason is told',
    (clickhouse) => {
      expect(chooseFallback(DATASET, known({ timescale: 'DOWN', clickhouse }))).toEqual({
        dataset: 'prices',
        first: 'timescale',
        backend: 'clickhouse',
        reason: 'It is gone.',
      });
    },
  );

  test('is that of the fallback while the breaker of the first one is half open', () => {
    const half = known({ timescale: 'DEGRADED', clickhouse: 'UP' }, 'It is gone.', 'HALF_OPEN');
    expect(chooseFallback(DATASET, half)).toMatchObject({ backend: 'clickhouse', reason: 'It is gone.' });
  });

  test.each(['DOWN', 'STARTING', undefined] as const)(
    'is the first one while both are down: the other one is %s',
    (clickhouse) => {
      const statuses = { timescale: 'DOWN', ...(clickhouse && { clickhouse }) } as const;
      expect(chooseFallback(DATASET, known(statuses))).toBeNull();
    },
  );

  test('is the first one where no settings name it: that is nothing that passes', () => {
    expect(chooseFallback(DATASET, known({ clickhouse: 'UP' }))).toBeNull();
  });

  test('is the first one, down or not, where there is no fallback; nobody is asked how it is', () => {
    const asked: BackendKind[] = [];
    const plain = { ...DATASET, fallback: null };
    const chosen = chooseFallback(plain, (kind) => {
      asked.push(kind);
      return known({ timescale: 'DOWN', clickhouse: 'UP' })(kind);
    });
    expect([chosen, asked]).toEqual([null, []]);
  });

  test('has a reason where the first one gives none', () => {
    const chosen = chooseFallback(DATASET, known({ timescale: 'DOWN', clickhouse: 'UP' }, null));
    expect(chosen?.reason).toBe('The timescale engine does not answer.');
  });
});
