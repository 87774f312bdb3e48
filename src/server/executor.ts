import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { describeError } from './describe-error.ts';
import { createDocumentCache } from './document-cache.ts';
import { readVariables, type WrongVariable } from './read-variables.ts';
import { READ_VARIABLE, type Schemas } from './schemas.ts';
import { located, tellErrors } from './tell-errors.ts';

/** A validated document to run. */
export type ExecutionRequest<C> = {
  readonly document: DocumentNode;
  /** Undefined where `operationName` names none, or several could be meant. */
  readonly operation: OperationDefinitionNode | undefined;
  readonly operationName: string | undefined;
  /** Hash of the document's text: what compiled documents are kept by. */
  readonly queryHash: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: C;
};

/** Runs documents; every error in its result has a message and extensions that are safe to show. */
export type Executor<C> = (request: ExecutionRequest<C>) => Promise<ExecutionResult>;

export type ExecutorOptions<C> = {
  readonly schemas: Schemas;
  /** Leaves names of the schema out of messages about wrong variables. */
  readonly hideSuggestions: boolean;
  /** Told of each error that is a defect of ours, with the context of its request. */
  readonly onDefect: (error: unknown, context: C) => void;
};

type Result = Awaited<ReturnType<CompiledQuery['query']>>;
/** Variables as a client sent them, and as graphql-js read them. */
type Variables = {
  readonly given: Readonly<Record<string, unknown>>;
  readonly read: { readonly [name: string]: unknown };
};
type Run = (context: unknown, variables: Variables) => Result | Promise<Result>;

/** An executor that compiles each document once and keeps it by hash and operation name. */
export function createExecutor<C>({ schemas, hideSuggestions, onDefect }: ExecutorOptions<C>): Executor<C> {
  const compiled = createDocumentCache<Run>();

  const compiledRun = (request: ExecutionRequest<C>): Run => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const run = compile(schemas, request);
    compiled.set(key, run, request.document);
    return run;
  };

  return async (request) => {
    const { operation, variables, context } = request;
    if (operation === undefined) return { errors: [unresolved(request.operationName)] };
    // graphql-js validates an operation of a kind that the schema has none of, and fails on it only here.
    if (schemas.apiSchema.getRootType(operation.operation) == null) return { errors: [unoffered(operation)] };
    const definitions = operation.variableDefinitions ?? [];
    const checked = readVariables(schemas.apiSchema, definitions, variables, hideSuggestions);
    if (checked.wrong !== undefined) return { errors: checked.wrong.map(wrongVariable) };
    const result = await compiledRun(request)(context, { given: variables, read: checked.read });
    if (result.errors === undefined || result.errors.length === 0) return { data: result.data ?? null };
    const errors = tellErrors(result.errors, (error) => onDefect(error, context));
    return { data: result.data ?? null, errors };
  };
}

function compile(
  { apiSchema, executionSchema }: Schemas,
  request: Pick<ExecutionRequest<unknown>, 'document' | 'operationName'>,
): Run {
  const { document, operationName } = request;
  const compiled = compileQuery(executionSchema, withReadVariables(document), operationName, {
    // The default drops fields of a fragment that is spread twice with different conditions
    // (https://github.com/zalando-incubator/graphql-jit/pull/197).
    useExperimentalPathBasedSkipInclude: true,
    disablingCapturingStackErrors: true,
    // Introspection answers from the schema in the resolve info: clients must see the real type of spliced fields.
    resolverInfoEnricher: () => ({ schema: apiSchema }),
  });
  if (isCompiledQuery(compiled))
    return (context, { read }) => compiled.query(undefined, context, { ...read });
  // What graphql-jit cannot compile still has its right answer, only slower.
  return (contextValue, { given }) =>
    execute({ schema: executionSchema, document, contextValue, variableValues: given, operationName });
}

/**
 * The document with every variable of the type that takes what has been read already. graphql-jit 0.8.9 would read them
 * again: it knows no @oneOf, asks for a variable of a non-null type that has a default, and unrolls an input type that
 * holds itself (`and`, `or`, `not` of a filter) until the stack ends, which takes seconds
 * (https://github.com/zalando-incubator/graphql-jit, src/variables.ts, generateInput).
 */
function withReadVariables(document: DocumentNode): DocumentNode {
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: READ_VARIABLE.name } } as const;
  return visit(document, {
    VariableDefinition: ({ kind, variable }) => ({ kind, variable, type }),
    SelectionSet: () => false,
  });
}

function unresolved(operationName: string | undefined): GraphQLError {
  return new GraphQLError(
    operationName === undefined
      ? 'The document holds several operations: say which by `operationName`.'
      : `The document holds no operation named ${JSON.stringify(operationName)}.`,
    { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', retryable: false } },
  );
}

function unoffered(operation: OperationDefinitionNode): GraphQLError {
  const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false };
  return new GraphQLError(`The schema offers no ${operation.operation}.`, { nodes: operation, extensions });
}

/** The message names the place inside the variable; a scalar of ours may know what is allowed there. */
function wrongVariable(wrong: WrongVariable): GraphQLError {
  const { message, originalError, argument } = wrong;
  const { extensions, defect } = describeError(originalError);
  const known = defect ? { code: 'BAD_USER_INPUT', retryable: false } : extensions;
  return located(wrong, message, argument === undefined ? { ...known } : { ...known, argument });
}
