import { labelBounds } from '../calendar/time-range.ts';
import { UTC } from '../calendar/zone.ts';
import type { Page, PageArguments } from '../model/page.ts';
import type { Revision, RevisionSelection } from '../model/revision.ts';
import { type RevisionKey, type RevisionPlace, revisionCounts, revisions } from '../sql/eia/revisions.ts';
import { BaseDao, type DaoScope } from './base-dao.ts';
import { type BatchLoader, createBatchLoader, loadInGroups } from './batching.ts';
import type { CursorCodec, CursorValues } from './cursor.ts';
import type { EiaLimits } from './eia-requests.ts';
import { decodeRevision } from './eia-rows.ts';
import { pageOf, pageWalk } from './paging.ts';

type RevisionAsk = RevisionKey & { readonly limit: number; readonly backward: boolean };

const PAGE_SIZE = 50;

/** What EIA restated, on whichever engine the settings name, with equal answers over the same loads. */
export class EiaRevisionDao extends BaseDao {
  override readonly daoName = 'EiaRevisionDao';
  readonly #limits: EiaLimits;
  readonly #cursors: CursorCodec;
  readonly #rows: BatchLoader<RevisionAsk, readonly Revision[]>;
  readonly #counts: BatchLoader<RevisionKey, number>;

  constructor(scope: DaoScope, limits: EiaLimits, cursors: CursorCodec) {
    super(scope);
    this.#limits = limits;
    this.#cursors = cursors;
    const options = {
      keyText: (key: RevisionKey) => JSON.stringify(key),
      // A page's series go into one statement, however large the page.
      maxBatchSize: Math.max(limits.maxPageSize, limits.maxBatch),
    };
    const walkText = ({ limit, backward }: RevisionAsk): string => JSON.stringify([limit, backward]);
    this.#rows = createBatchLoader<RevisionAsk, Revision[]>(
      { ...options, name: 'batch eia.revisions' },
      (asks) => loadInGroups(asks, walkText, (group) => this.#readRows(group)),
    );
    this.#counts = createBatchLoader<RevisionKey, number>(
      { ...options, name: 'batch eia.revisionCounts' },
      (keys) => this.#readCounts(keys),
    );
  }

  /** A page of what was restated, newest first. */
  async queryRevisions(selection: RevisionSelection, page: PageArguments): Promise<Page<Revision>> {
    const key = keyOf(selection);
    const list = JSON.stringify(['revisions', key]);
    const sizes = { defaultSize: PAGE_SIZE, maxSize: this.#limits.maxPageSize };
    const walk = pageWalk(page, sizes, list, this.#cursors);
    const { limit, backward } = walk;
    const between = { after: placeOf(walk.after), before: placeOf(walk.before) };
    const rows = await this.operation('queryRevisions', () =>
      this.#rows.load({ ...key, ...between, limit, backward }),
    );
    return pageOf(rows, walk, ({ seenAtMillis, labelMillis }) =>
      this.#cursors.encode(list, [seenAtMillis, labelMillis]),
    );
  }

  /** How often values were restated. */
  countRevisions(selection: RevisionSelection): Promise<number> {
    return this.operation('countRevisions', () => this.#counts.load(keyOf(selection)));
  }

  async #readRows(asks: readonly RevisionAsk[]): Promise<Revision[][]> {
    const [first] = asks;
    if (first === undefined) return [];
    const query = revisions(this.backend.dialect, asks, first);
    const { rows } = await this.executeQueryRaw(query, 'SELECT eia_revision');
    const found: Revision[][] = asks.map(() => []);
    for (const row of rows) found[Number(row[0]) - 1]?.push(decodeRevision(row));
    return found;
  }

  async #readCounts(keys: readonly RevisionKey[]): Promise<number[]> {
    const query = revisionCounts(this.backend.dialect, keys);
    const { rows } = await this.executeQueryRaw(query, 'SELECT count eia_revision');
    const counts = keys.map(() => 0);
    for (const row of rows) counts[Number(row[0]) - 1] = Number(row[1]);
    return counts;
  }
}

/** A period longer than the series' own names all labels in it. */
function keyOf({ series, period }: RevisionSelection): RevisionKey {
  const range = period === null ? null : { periods: { from: period } };
  const bounds = labelBounds(range, series.frequency, UTC, { nowMillis: 0, newest: null });
  return { seriesId: series.id, ...bounds, after: null, before: null };
}

function placeOf(cursor: CursorValues | null): RevisionPlace | null {
  if (cursor === null) return null;
  return { seenAtMillis: Number(cursor[0]), labelMillis: Number(cursor[1]) };
}
