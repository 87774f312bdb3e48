import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** Parsed and valid documents kept, as many as there are compiled ones. */
const MAX_DOCUMENTS = 1_000;

/**
 * Where Apollo keeps documents that it has parsed and found valid, by their hash. Its own store holds 30 MiB as JSON, which
 * are some 100 MB of heap: a client with a text of its own for every request would fill it.
 */
export function createDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });
  return {
    get: async (hash) => documents.get(hash),
    set: async (hash, document) => void documents.set(hash, document),
    delete: async (hash) => documents.delete(hash),
  };
}
