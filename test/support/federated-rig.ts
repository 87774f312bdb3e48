import type { Backend } from '../../src/backend/backend.ts';
import { startEiaServer } from './eia-server.ts';
import { createRecordingBackend } from './recording-backend.ts';
import { openTrino } from './trino.ts';
import { watchBackend } from './watched-backend.ts';

/** An answer with its first error taken apart. */
export type RigAnswer = {
  readonly data: Record<string, unknown> | null;
  readonly message: string;
  readonly extensions: Record<string, unknown>;
  /** Summaries of the statements that reached Trino for it. */
  readonly statements: readonly string[];
};

/** A gateway over the Trino of this run, with schemas of its own in the catalogs iceberg and memory. */
export type FederatedRig = {
  readonly schema: string;
  readonly trino: Backend;
  /** Runs statements of the test's own, past the gateway. */
  setUp(...statements: readonly string[]): Promise<void>;
  ask(document: string, variables?: Record<string, unknown>): Promise<RigAnswer>;
  close(): Promise<void>;
};

/** Catalogs that clients of the rig may read: not all there are, because what is left out must stay out of reach. */
const SCHEMA_CATALOGS = ['iceberg', 'memory'];

/** Starts one; undefined, and said so, where there is no Trino. */
export async function startFederatedRig(name: string): Promise<FederatedRig | undefined> {
  const trino = await openTrino('federated');
  if (trino === undefined) return undefined;
  const schema = `${name}_${process.pid}`;
  const watched = watchBackend(trino);
  const served = await startEiaServer(watched, { eiaBackend: createRecordingBackend() });
  const setUp = async (...statements: readonly string[]): Promise<void> => {
    const signal = AbortSignal.timeout(60_000);
    for (const text of statements) await trino.execute({ text, parameters: [], summary: 'TEST' }, { signal });
  };
  for (const catalog of SCHEMA_CATALOGS) await setUp(`create schema ${catalog}.${schema}`);
  return {
    schema,
    trino,
    setUp,
    async ask(document, variables = {}) {
      watched.statements.length = 0;
      const { data, errors } = await served.query(document, variables);
      const [error] = errors as { message: string; extensions: Record<string, unknown> }[];
      return {
        data: data as RigAnswer['data'],
        message: error?.message ?? '',
        extensions: error?.extensions ?? {},
        statements: watched.statements.map(({ summary }) => summary),
      };
    },
    async close() {
      await served.server.close();
      await setUp(`drop schema iceberg.${schema} cascade`);
      const signal = AbortSignal.timeout(60_000);
      const text = `select table_name from memory.information_schema.tables where table_schema = '${schema}'`;
      const { rows } = await trino.execute({ text, parameters: [], summary: 'TEST' }, { signal });
      await setUp(
        ...rows.map(([table]) => `drop table memory.${schema}."${table}"`),
        `drop schema memory.${schema}`,
      );
      await trino.close();
    },
  };
}
