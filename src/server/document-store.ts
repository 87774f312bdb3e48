import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { createDocumentCache } from './document-cache.ts';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/**
 * Where Apollo keeps documents that it has parsed and found valid, by their hash. Its own store holds 30 MiB as JSON, which
 * are some 100 MB of heap.
 */
export function createDocumentStore(): DocumentStore {
  const documents = createDocumentCache<DocumentNode>();
  return {
    get: async (hash) => documents.get(hash),
    set: async (hash, document) => documents.set(hash, document, document),
    delete: async (hash) => documents.delete(hash),
  };
}
