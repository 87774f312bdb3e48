import type { Frequency } from './frequency.ts';

/** Conditions on a text; all given ones hold. A missing value is matched by `isNull: true` alone. */
export type TextFilter = {
  readonly eq?: string;
  readonly ne?: string;
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
  readonly startsWith?: string;
  readonly contains?: string;
  readonly isNull?: boolean;
};

/** Which series; all given conditions hold. */
export type SeriesFilter = {
  readonly and?: readonly SeriesFilter[];
  readonly or?: readonly SeriesFilter[];
  readonly not?: SeriesFilter;
  readonly id?: TextFilter;
  /** Words in the name, all of them, in any order. */
  readonly search?: string;
  /** EIA's code or API v2's name. */
  readonly dataset?: TextFilter;
  readonly frequency?: readonly Frequency[];
  readonly region?: TextFilter;
  readonly units?: TextFilter;
  readonly facets?: readonly { readonly name: string; readonly in: readonly string[] }[];
};

export type SeriesOrderField = 'ID' | 'NAME' | 'START_PERIOD' | 'END_PERIOD' | 'LAST_UPDATED';

/** One step of an order; ties after the last step are broken by id. */
export type SeriesOrder = {
  readonly field: SeriesOrderField;
  readonly direction: 'ASC' | 'DESC';
  readonly nulls: 'FIRST' | 'LAST';
};
