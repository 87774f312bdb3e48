import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore } from '../../../src/server/document-store.ts';

test('and no more than a million characters of them, nor one of a twentieth of that', async () => {
  const store = createDocumentStore();
  const text = `{ ${'a '.repeat(20_000)}}`;
  const document = parse(text);
  for (let number = 0; number < 30; number += 1) await store.set(`hash ${number}`, document);
  const kept: number[] = [];
  for (let number = 0; number < 30; number += 1) {
    if ((await store.get(`hash ${number}`)) !== undefined) kept.push(number);
  }
  // 24 texts of 40,003 characters.
  expect(kept).toEqual(Array.from({ length: 24 }, (_, index) => index + 6));
  await store.set('long', parse(`{ ${'a '.repeat(30_000)}}`));
  expect(await store.get('long')).toBeUndefined();
});

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
