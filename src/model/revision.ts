import type { Period } from './period.ts';
import type { Series } from './series.ts';

/** A value that EIA put in the place of another. Instants are milliseconds since 1970. */
export type Revision = {
  /** EIA API v2 spelling. */
  readonly period: string;
  readonly labelMillis: number;
  /** IEEE doubles; null where EIA published none. */
  readonly previousValue: number | null;
  readonly value: number | null;
  /** When a load first saw the value. */
  readonly seenAtMillis: number;
  /** EIA's own stamp of the series, where given. */
  readonly publishedAtMillis: number | null;
};

/** What was restated of one series; `period` limits it to observations whose label lies in that. */
export type RevisionSelection = { readonly series: Series; readonly period: Period | null };
