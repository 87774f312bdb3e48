import type { Cell, QueryResult } from '../backend/backend.ts';
import type { BackendKind } from '../model/backend.ts';
import type { ChosenSource } from '../model/provenance.ts';
import { chooseRollup, rejectedSource } from '../planner/choose-rollup.ts';
import { rollupNeeds } from '../planner/rollup-needs.ts';
import type { RollupCandidate, RollupNeed, RollupQuestion } from '../planner/rollup-question.ts';
import { type GroupSelection, metricsBehind } from '../sql/dataset/groups.ts';
import type { RowSelection } from '../sql/dataset/source.ts';
import type { Logger } from '../telemetry/log.ts';
import { annotateSpan } from '../telemetry/span.ts';

/** A rollup, and the columns a question would read of it. */
export type RollupAsk = Pick<RollupCandidate, 'rollup'> & { readonly needs: readonly RollupNeed[] };

/** How rollups are read about: what the engine says of each that is asked about. */
export type RollupSources = {
  facts(question: RollupQuestion, asks: readonly RollupAsk[]): Promise<readonly RollupCandidate[]>;
  readonly logger: Logger;
};

/** What of a question the selection of groups does not tell. */
export type Routing = Pick<RollupQuestion, 'edges' | 'metrics'>;

/** Where rows are read from. */
export type Route = { readonly rows: RowSelection; readonly source: ChosenSource };

/** The rows of a selection by way of the rollup that is sure to give the same answer, if any. */
export async function routeRows(
  sources: RollupSources,
  selection: GroupSelection,
  routing: Routing,
): Promise<Route> {
  const { rows, dimensions } = selection;
  const { rollups } = rows.table;
  const { lowerMillis, upperMillis } = rows.bounds;
  const direct: Route = { rows, source: { source: rows.table.name, rollup: false, rejected: [] } };
  if (rollups.length === 0) return direct;
  if (lowerMillis === null || upperMillis === null) {
    const rejected = rollups.map(({ name }) => rejectedSource(name, 'is for ranges with both ends'));
    return settled(sources, { ...direct, source: { ...direct.source, rejected } });
  }
  const question: RollupQuestion = {
    dataset: rows.table,
    bounds: { lowerMillis, upperMillis },
    dimensions,
    where: rows.where,
    compared: metricsBehind(selection),
    ...routing,
  };
  const judged = rollups.map((rollup) => ({ rollup, ...rollupNeeds(question, rollup) }));
  const asks = judged.flatMap((each) => ('needs' in each ? [each] : []));
  const found = asks.length === 0 ? [] : await sources.facts(question, asks);
  const candidates = judged.map((each) =>
    'needs' in each
      ? (found.find(({ rollup }) => rollup === each.rollup) ?? {
          rollup: each.rollup,
          facts: { refusal: 'is unknown to the engine' },
        })
      : { rollup: each.rollup, facts: { refusal: each.refusal } },
  );
  const { read, rejected } = chooseRollup(question, candidates);
  if (read === null) return settled(sources, { ...direct, source: { ...direct.source, rejected } });
  return settled(sources, {
    rows: { ...rows, rollup: read },
    source: { source: read.rollup.name, rollup: true, rejected },
  });
}

/**
 * Reads what a route leads to; what a rollup keeps of a NaN, or of a sum beyond the doubles, cannot be told from it, and is read
 * from the table instead.
 */
export async function readRoute(
  sources: RollupSources,
  route: Route,
  read: (rows: RowSelection) => Promise<QueryResult>,
): Promise<Pick<QueryResult, 'rows'> & Pick<Route, 'source'>> {
  const { rows } = await read(route.rows);
  const { rollup, ...direct } = route.rows;
  const isUncertain = isUncertainIn(direct.table.backend);
  if (rollup === undefined || !rows.some((cells) => cells.some(isUncertain)))
    return { rows, source: route.source };
  const { name } = rollup.rollup;
  const rejected = [...route.source.rejected, rejectedSource(name, 'adds up to what is no finite number')];
  const again = settled(sources, {
    rows: direct,
    source: { source: direct.table.name, rollup: false, rejected },
  });
  return { rows: (await read(again.rows)).rows, source: again.source };
}

/**
 * Decimals of PostgreSQL have a NaN too, which comes as text. It refuses a sum beyond the doubles, so that an infinite one
 * is of infinite values.
 */
function isUncertainIn(backend: BackendKind): (cell: Cell) => boolean {
  if (backend === 'timescale') return (cell) => cell === 'NaN' || Number.isNaN(cell);
  return (cell) => typeof cell === 'number' && !Number.isFinite(cell);
}

/** Says where rows are read from. */
function settled({ logger }: RollupSources, route: Route): Route {
  const { source, rollup, rejected } = route.source;
  const reasons = rejected.map(({ reason }) => reason);
  annotateSpan({
    'aurum.source': source,
    'aurum.source.rollup': rollup,
    'aurum.source.rejected': reasons,
  });
  logger.debug({ dataset: route.rows.table.name, source, rejected: reasons }, 'Source chosen.');
  return route;
}
