import { hash } from 'node:crypto';
import type { Zone } from '../calendar/zone.ts';
import type { Dimension } from '../model/dataset.ts';
import type { Series } from '../model/series.ts';
import type { SeriesOrder } from '../model/series-filter.ts';
import type { LabelBounds } from '../model/time-range.ts';
import type { PageWalk } from './paging.ts';

/** Cursors of observations are labels, so they narrow the bounds. */
export function withinCursors(bounds: LabelBounds, walk: PageWalk, newestFirst: boolean): LabelBounds {
  const older = (newestFirst ? walk.before : walk.after)?.[0] ?? null;
  const newer = (newestFirst ? walk.after : walk.before)?.[0] ?? null;
  const { lowerMillis, upperMillis } = bounds;
  return {
    lowerMillis: older === null ? lowerMillis : Math.max(lowerMillis ?? -Infinity, Number(older) + 1),
    upperMillis: newer === null ? upperMillis : Math.min(upperMillis ?? Infinity, Number(newer)),
  };
}

/** What a series is ordered by in one step: the value its cursor holds. */
export function sortValue(series: Series, step: SeriesOrder): string | number | null {
  switch (step.field) {
    case 'ID':
      return series.id;
    case 'NAME':
      return series.name;
    case 'START_PERIOD':
      return series.firstLabelMillis;
    case 'END_PERIOD':
      return series.lastLabelMillis;
    case 'LAST_UPDATED':
      return series.lastUpdatedMillis;
  }
}

/** Which values of a dimension; the case of ASCII letters does not count. */
export function valueSelection(dimension: Dimension, search: string | null) {
  return {
    dataset: dimension.dataset,
    dimension: dimension.name,
    search: search?.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) ?? null,
  };
}

const COLUMN_DIMENSIONS: readonly (readonly [name: string, label: string])[] = [
  ['frequency', 'Frequency'],
  ['region', 'Region'],
  ['units', 'Units'],
];

/** The dimensions of a dataset whose series have these facets. */
export function dimensionsOf(dataset: string, facets: readonly string[]): Dimension[] {
  const columns = COLUMN_DIMENSIONS.map(([name, label]) => ({ dataset, name, label }));
  return [...columns, ...facets.map((name) => ({ dataset, name, label: facetLabel(name) }))];
}

/** Labels for people of the facets made of an id's dotted parts; those of API v2 routes have names of their own. */
function facetLabel(name: string): string | null {
  const part = /^part_(\d+)$/.exec(name)?.[1];
  return part === undefined ? null : `Part ${part} of the id, after the dataset`;
}

/** Same id, same arguments over the same data; the same on every engine. `more` are arguments that are seldom given. */
export function columnsId(
  series: Series,
  bounds: LabelBounds,
  zone: Zone,
  more: readonly unknown[] = [],
): string {
  const basis = JSON.stringify([
    'columns',
    series.id,
    bounds.lowerMillis,
    bounds.upperMillis,
    zone.name,
    series.version,
    ...more,
  ]);
  return `ObservationColumns:${hash('sha256', basis, 'base64url').slice(0, 22)}`;
}
