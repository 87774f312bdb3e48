import { getOperationAST, parse } from 'graphql';
import type { Executor } from '../../src/server/executor.ts';

/** Runs the one operation of a document. */
export function runDocument<C>(executor: Executor<C>, text: string, context: C): ReturnType<Executor<C>> {
  const document = parse(text);
  return executor({
    document,
    operation: getOperationAST(document) ?? undefined,
    operationName: undefined,
    queryHash: text,
    variables: {},
    context,
  });
}
