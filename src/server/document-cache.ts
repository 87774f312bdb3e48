import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** What is made of documents, kept by a key of theirs: what was last asked for, bounded in number and in text. */
export type DocumentCache<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value, document: DocumentNode): void;
  delete(key: string): boolean;
};

const MAX_DOCUMENTS = 1_000;
/** Characters of all of them: a character that is parsed takes some 90 bytes of heap. */
const MAX_CHARACTERS = 1_000_000;
/** A longer one is rare, and read anew: it would take the place of hundreds. */
const MAX_CHARACTERS_OF_ONE = 50_000;

/** An empty cache: a client that sends a text of its own with every request does not fill the heap with them. */
export function createDocumentCache<Value extends object>(): DocumentCache<Value> {
  const kept = new LRUCache<string, Value>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_CHARACTERS_OF_ONE,
  });
  return {
    get: (key) => kept.get(key),
    set: (key, value, { loc }) => void kept.set(key, value, { size: loc?.source.body.length || 1 }),
    delete: (key) => kept.delete(key),
  };
}
