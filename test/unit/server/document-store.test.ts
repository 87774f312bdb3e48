import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore } from '../../../src/server/document-store.ts';

test('documents are kept by their hash, the 1,000 last asked for', async () => {
  const store = createDocumentStore();
  const document = parse('{ a }');
  for (let number = 0; number <= 1_000; number += 1) {
    await store.set(`hash ${number}`, document);
    await store.get('hash 0');
  }
  expect(await store.get('hash 0')).toBe(document);
  expect(await store.get('hash 1')).toBeUndefined();
  expect(await store.get('hash 2')).toBe(document);
  await store.delete('hash 2');
  expect(await store.get('hash 2')).toBeUndefined();
});
