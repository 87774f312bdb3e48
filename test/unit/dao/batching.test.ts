import { describe, expect, test } from '@jest/globals';
import { createBatchLoader, loadInGroups } from '../../../src/dao/batching.ts';

const options = { name: 'batch test', keyText: (key: string) => key, maxBatchSize: 100 };

describe('createBatchLoader', () => {
  test('loads the keys of a tick in one call, each once', async () => {
    const calls: (readonly string[])[] = [];
    const loader = createBatchLoader<string, string>(options, async (keys) => {
      calls.push(keys);
      return keys.map((key) => key.toUpperCase());
    });
    expect(await Promise.all(['a', 'b', 'a'].map((key) => loader.load(key)))).toEqual(['A', 'B', 'A']);
    expect(calls).toEqual([['a', 'b']]);
  });

  test('fails every key when a batch answers too few values', async () => {
    const loader = createBatchLoader<string, string>(options, async () => []);
    await expect(loader.load('a')).rejects.toThrow('batch test: 0 values for 1 keys.');
  });
});

describe('loadInGroups', () => {
  test('keeps the order of the keys, and a failure to its own group', async () => {
    const values = await loadInGroups(
      ['a1', 'b1', 'a2'],
      (key) => key.charAt(0),
      async (keys) => {
        if (keys[0]?.startsWith('b')) throw new Error('group b failed');
        return keys.map((key) => `value of ${key}`);
      },
    );
    expect(values).toEqual(['value of a1', new Error('group b failed'), 'value of a2']);
  });
});
