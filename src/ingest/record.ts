import type { Frequency } from '../model/frequency.ts';
import type { Period } from '../model/period.ts';

/** One series with the observations a source brings, ready to be loaded. */
export type SeriesRecord = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly units: string | null;
  readonly frequency: Frequency;
  readonly dataset: string;
  readonly region: string | null;
  readonly source: string | null;
  /** Milliseconds since 1970. */
  readonly lastUpdatedMillis: number | null;
  readonly facets: Readonly<Record<string, string>>;
  /** What a facet's code means, by the facet's name. */
  readonly facetLabels: Readonly<Record<string, string>>;
  /** Other keys of the source as served, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** A hash of all the source says of the series; '' where it brings a part only, so nothing can be told from it. */
  readonly sourceHash: string;
  /** Oldest first, each label once; `values` is of equal length. */
  readonly periods: readonly Period[];
  readonly values: readonly (number | null)[];
  readonly nullCount: number;
};

/** Where something stands in a source; lines count from 1. */
export type SourcePlace = { readonly source: string; readonly line: number | null };

/** A series, and where it stands. */
export type SeriesEntry = {
  readonly kind: 'series';
  readonly record: SeriesRecord;
  readonly place: SourcePlace;
};

/** What a source of series yields. */
export type SourceEntry =
  | SeriesEntry
  /** A category line of a bulk file: counted, not stored. */
  | { readonly kind: 'category' }
  | { readonly kind: 'rejected'; readonly place: SourcePlace; readonly reason: string };

/** How far a source is read. */
export type SourceProgress = {
  readonly unit: 'bytes' | 'rows';
  readonly done: number;
  /** Null where nobody knows, as for standard input. */
  readonly total: number | null;
};

/** Series from somewhere, as a stream. */
export type RecordSource = {
  readonly entries: AsyncIterable<SourceEntry>;
  progress(): SourceProgress;
  /** Lets go of files and streams at once, also while an entry is being waited for. */
  close(): void;
};

/** The place as a message shows it, e.g. `PET.txt, line 12`. */
export function placeText(place: SourcePlace): string {
  return place.line === null ? place.source : `${place.source}, line ${place.line}`;
}
