import type { AnswerBudget, HeldAnswers } from './backend/answer-budget.ts';
import type { Backend } from './backend/backend.ts';
import { notConfigured, requireBackend } from './backend/require-backend.ts';
import type { BaseDao, DaoScope } from './dao/base-dao.ts';
import { chooseFallback, type Held } from './dao/choose-fallback.ts';
import { ClickHouseDao } from './dao/clickhouse-dao.ts';
import type { ComparedRollups } from './dao/compared-rollups.ts';
import type { CursorCodec } from './dao/cursor.ts';
import type { DatasetDao } from './dao/dataset-dao.ts';
import { EiaDao } from './dao/eia-dao.ts';
import { EiaRevisionDao } from './dao/eia-revision-dao.ts';
import { TimescaleDao } from './dao/timescale-dao.ts';
import { type FederationLimits, TrinoDao } from './dao/trino-dao.ts';
import type { BackendDescription, BackendKind } from './model/backend.ts';
import type { DeclaredDataset } from './model/declared-dataset.ts';
import type { GatewayDescription } from './model/gateway.ts';
import { EIA_DATASET, type Fallback } from './model/provenance.ts';
import type { Logger } from './telemetry/log.ts';

/** What identifies and bounds one request. */
export type RequestScope = {
  readonly requestId: string;
  /** Who asks: its address. Clients take turns where they wait. */
  readonly client?: string;
  /** Aborts when the client goes or the deadline passes; its reason is an AurumError. */
  readonly signal: AbortSignal;
  /** When the request must be over, milliseconds since 1970. */
  readonly deadlineMillis: number;
  /** The request's one reading of the clock, milliseconds since 1970. */
  readonly nowMillis: number;
  readonly logger: Logger;
};

/** What one request carries to its resolvers; disposed when the answer is out. */
export type RequestContext = RequestScope &
  AsyncDisposable & {
    readonly eia: EiaDao;
    readonly revisions: EiaRevisionDao;
    /** The DAO of an engine, made when first asked for. Throws BACKEND_NOT_CONFIGURED. */
    readonly clickhouse: () => ClickHouseDao;
    readonly timescale: () => TimescaleDao;
    readonly trino: () => TrinoDao;
    /** Every declared table. */
    readonly datasets: readonly DeclaredDataset[];
    /**
     * The DAO of the engine that answers for a declared table: chosen when it is first asked for, so that one request reads
     * a dataset from one engine. Throws BACKEND_NOT_CONFIGURED.
     */
    readonly daoOf: (dataset: DeclaredDataset) => DatasetDao;
    /** What is read from another engine than its first, as far as it is decided; absent where nothing has a fallback. */
    readonly fallbacks?: readonly Fallback[];
    /** The engines as last seen, from memory. */
    readonly backends: () => readonly BackendDescription[];
    readonly gateway: GatewayDescription;
    /** What the answers of this request are taken from. */
    readonly budget: AnswerBudget;
  };

/** What all requests share. */
export type ContextOptions = {
  /** Every engine by kind; null where the settings name none. */
  readonly backends: ReadonlyMap<BackendKind, Backend | null>;
  /** The engine EIA series are read from. */
  readonly eiaBackend: Backend;
  /** The engine they are read from while that one is down; null for none. */
  readonly eiaFallback: Held['fallback'];
  readonly datasets: readonly DeclaredDataset[];
  readonly cursors: CursorCodec;
  /** Which rollups of ClickHouse are known to equal their tables. */
  readonly comparedRollups: ComparedRollups;
  /** What the answers of all requests are held in. */
  readonly answers: HeldAnswers;
  readonly gateway: GatewayDescription;
  readonly federation: FederationLimits;
};

/** Makes the context of a request: its own DAOs over shared backends. */
export function createContext(options: ContextOptions, scope: RequestScope): RequestContext {
  const {
    backends,
    eiaBackend,
    eiaFallback,
    datasets,
    cursors,
    answers,
    gateway,
    federation,
    comparedRollups,
  } = options;
  const budget = answers.open(gateway.limits);
  const daos: BaseDao[] = [];
  const opened = <Dao extends BaseDao>(dao: Dao): Dao => {
    daos.push(dao);
    return dao;
  };
  const within = (backend: Backend): DaoScope => ({ ...scope, budget, backend });
  const scopeOf = (kind: BackendKind): DaoScope => within(requireBackend(backends, kind));
  const open = {
    clickhouse: (of: DaoScope) => opened(new ClickHouseDao(of, gateway.limits, cursors, comparedRollups)),
    timescale: (of: DaoScope) => opened(new TimescaleDao(of, gateway.limits, cursors)),
    trino: (of: DaoScope) => opened(new TrinoDao(of, gateway.limits, cursors, federation)),
  };
  const clickhouse = once(() => open.clickhouse(scopeOf('clickhouse')));
  const timescale = once(() => open.timescale(scopeOf('timescale')));
  const trino = once(() => open.trino(scopeOf('trino')));
  const daoByKind: Record<BackendKind, () => DatasetDao> = { clickhouse, timescale, trino };
  const fallbacks: Fallback[] = [];
  const fallbackOf = (held: Held): Fallback | null => {
    const fallback = chooseFallback(held, (kind) => backends.get(kind)?.health());
    if (fallback !== null) fallbacks.push(fallback);
    return fallback;
  };
  const chosen = new Map<string, DatasetDao>();
  const choose = (dataset: DeclaredDataset): DatasetDao => {
    const fallback = fallbackOf(dataset);
    if (fallback === null) return daoByKind[dataset.backend]();
    return open[fallback.backend]({ ...scopeOf(fallback.backend), fallback });
  };
  const eiaHeld = { name: EIA_DATASET, backend: eiaBackend.kind, fallback: eiaFallback };
  const fallback = fallbackOf(eiaHeld);
  const eia: DaoScope = fallback === null ? within(eiaBackend) : { ...scopeOf(fallback.backend), fallback };
  const hasFallbacks = eiaFallback !== null || datasets.some(({ fallback }) => fallback !== null);
  return {
    ...scope,
    eia: opened(new EiaDao(eia, gateway.limits, cursors)),
    revisions: opened(new EiaRevisionDao(eia, gateway.limits, cursors)),
    clickhouse,
    timescale,
    trino,
    datasets,
    daoOf: (dataset) => {
      if (dataset.fallback === null) return daoByKind[dataset.backend]();
      const dao = chosen.get(dataset.name) ?? choose(dataset);
      chosen.set(dataset.name, dao);
      return dao;
    },
    ...(hasFallbacks && { fallbacks }),
    gateway,
    budget,
    backends: () => [...backends].map(([kind, backend]) => describe(kind, backend)),
    async [Symbol.asyncDispose]() {
      await Promise.all(daos.map((dao) => dao.close()));
      budget.close();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function describe(kind: BackendKind, backend: Backend | null): BackendDescription {
  if (backend !== null) {
    const { embedded, limitations } = backend;
    return { name: kind, kind, embedded, limitations, health: backend.health(), pool: backend.pool() };
  }
  const health = {
    status: 'NOT_CONFIGURED',
    reason: notConfigured(kind),
    checkedAtMillis: null,
    version: null,
    breaker: 'CLOSED',
  } as const;
  return { name: kind, kind, embedded: false, limitations: [], health, pool: null };
}
