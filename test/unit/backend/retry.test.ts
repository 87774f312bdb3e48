import { describe, expect, test } from '@jest/globals';
import { Retry } from '../../../src/backend/retry.ts';
import { AurumError } from '../../../src/errors.ts';

const never = new AbortController().signal;
const lost = (): AurumError => new AurumError('BACKEND_UNAVAILABLE', 'The connection was lost.');

/** Runs work that fails so many times with an error, then answers; tells its tries and what was decided. */
async function run(
  retry: Retry,
  failures: number,
  error: AurumError = lost(),
  signal = never,
): Promise<{ tries: number; decisions: string[]; outcome: unknown }> {
  let tries = 0;
  const decisions: string[] = [];
  const outcome = await retry
    .run(
      signal,
      async () => {
        tries += 1;
        if (tries <= failures) throw error;
        return 'answer';
      },
      (decision) => decisions.push(decision),
    )
    .catch((reason: unknown) => reason);
  return { tries, decisions, outcome };
}

describe('Retry', () => {
  test('what lost its engine is tried once more', async () => {
    expect(await run(new Retry(), 1)).toEqual({ tries: 2, decisions: ['tried'], outcome: 'answer' });
  });

  test('and not twice', async () => {
    const error = lost();
    expect(await run(new Retry(), 5, error)).toEqual({ tries: 2, decisions: ['tried'], outcome: error });
  });

  const refusals: readonly [string, AurumError][] = [
    ['another error', new AurumError('QUERY_FAILED', 'No such table.')],
    ['a deadline', new AurumError('BACKEND_TIMEOUT', 'Too late.')],
    [
      'an engine that is known to be down',
      new AurumError('BACKEND_UNAVAILABLE', 'Down.', { retryAfterMillis: 1 }),
    ],
  ];
  test.each(refusals)('%s is not tried again', async (_name, error) => {
    expect(await run(new Retry(), 1, error)).toEqual({ tries: 1, decisions: [], outcome: error });
  });

  test('ten second tries are saved up, after that there is one for every five calls', async () => {
    const retry = new Retry();
    const all = await Promise.all(Array.from({ length: 60 }, () => run(retry, 1)));
    const tried = all.filter(({ decisions }) => decisions[0] === 'tried');
    expect(tried).toHaveLength(10);
    const later = [];
    for (let n = 0; n < 10; n += 1) later.push((await run(retry, 1)).decisions[0] === 'tried');
    expect(later.map((wasTried, index) => wasTried && index)).toEqual([
      false,
      false,
      false,
      false,
      4,
      false,
      false,
      false,
      false,
      9,
    ]);
  });

  test('a request that ends during the pause is not tried again', async () => {
    const gone = new AbortController();
    const cancelled = new AurumError('CANCELLED', 'The client went away.');
    const call = run(new Retry(), 1, lost(), gone.signal);
    setTimeout(() => gone.abort(cancelled), 5);
    expect(await call).toEqual({ tries: 1, decisions: ['tried'], outcome: cancelled });
  });
});
