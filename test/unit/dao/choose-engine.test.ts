import { describe, expect, test } from '@jest/globals';
import { chooseEngine } from '../../../src/dao/choose-engine.ts';
import type { BackendHealth, BackendKind, BackendStatus } from '../../../src/model/backend.ts';

const DATASET = {
  name: 'prices',
  backend: 'timescale',
  fallback: { backend: 'clickhouse', table: ['prices'], final: false },
} as const;

/** What is known of engines: a status each; one that is left out is not configured. */
function known(statuses: Partial<Record<BackendKind, BackendStatus>>, reason: string | null = 'It is gone.') {
  return (kind: BackendKind): BackendHealth | undefined => {
    const status = statuses[kind];
    return status && { status, reason, checkedAtMillis: null, version: null };
  };
}

describe('the engine that answers for a dataset', () => {
  test.each(['UP', 'BUSY', 'DEGRADED', 'STARTING'] as const)(
    'is the first one while that is %s',
    (timescale) => {
      expect(chooseEngine(DATASET, known({ timescale, clickhouse: 'UP' }))).toEqual({
        kind: 'timescale',
        fallback: null,
      });
    },
  );

  test.each(['UP', 'BUSY', 'DEGRADED'] as const)(
    'is that of the fallback while the first one is down and that is %s, and the reason is told',
    (clickhouse) => {
      expect(chooseEngine(DATASET, known({ timescale: 'DOWN', clickhouse }))).toEqual({
        kind: 'clickhouse',
        fallback: { dataset: 'prices', first: 'timescale', reason: 'It is gone.' },
      });
    },
  );

  test.each(['DOWN', 'STARTING', undefined] as const)(
    'is the first one while both are down: the other one is %s',
    (clickhouse) => {
      const statuses = { timescale: 'DOWN', ...(clickhouse && { clickhouse }) } as const;
      expect(chooseEngine(DATASET, known(statuses))).toEqual({ kind: 'timescale', fallback: null });
    },
  );

  test('is the first one where no settings name it: that is nothing that passes', () => {
    expect(chooseEngine(DATASET, known({ clickhouse: 'UP' }))).toEqual({ kind: 'timescale', fallback: null });
  });

  test('is the first one, down or not, where there is no fallback; nobody is asked how it is', () => {
    const asked: BackendKind[] = [];
    const plain = { ...DATASET, fallback: null };
    const chosen = chooseEngine(plain, (kind) => {
      asked.push(kind);
      return known({ timescale: 'DOWN', clickhouse: 'UP' })(kind);
    });
    expect([chosen, asked]).toEqual([{ kind: 'timescale', fallback: null }, []]);
  });

  test('has a reason where the first one gives none', () => {
    const chosen = chooseEngine(DATASET, known({ timescale: 'DOWN', clickhouse: 'UP' }, null));
    expect(chosen.fallback?.reason).toBe('The timescale engine does not answer.');
  });
});
