/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Conditions on an exact number; as in `StringFilter`. */
export type DecimalFilter = {
  /** Equal. */
  eq?: string | null | undefined;
  /** Greater. */
  gt?: string | null | undefined;
  /** Greater or equal. */
  gte?: string | null | undefined;
  /** One of these. */
  in?: Array<string> | null | undefined;
  /** Has no value (true), has one (false). */
  isNull?: boolean | null | undefined;
  /** Less. */
  lt?: string | null | undefined;
  /** Less or equal. */
  lte?: string | null | undefined;
  /** Has a value, and another one. */
  ne?: string | null | undefined;
  /** Has a value that is none of these. */
  notIn?: Array<string> | null | undefined;
};

/** Conditions on rows; all given ones must hold. */
export type EnergyPricesFilter = {
  /** All of these hold. */
  and?: Array<EnergyPricesFilter> | null | undefined;
  /** This does not hold. */
  not?: EnergyPricesFilter | null | undefined;
  /** At least one of these holds. */
  or?: Array<EnergyPricesFilter> | null | undefined;
  /** Price. In USD/MWh. */
  price?: DecimalFilter | null | undefined;
  /** What is traded, e.g. DAY_AHEAD. */
  product?: StringFilter | null | undefined;
  /** Market region, e.g. ERCOT. */
  region?: StringFilter | null | undefined;
  /** Volume. In MWh. */
  volume?: FloatFilter | null | undefined;
};

/** Conditions on a number; as in `StringFilter`. */
export type FloatFilter = {
  /** Equal. */
  eq?: number | null | undefined;
  /** Greater. */
  gt?: number | null | undefined;
  /** Greater or equal. */
  gte?: number | null | undefined;
  /** One of these. */
  in?: Array<number> | null | undefined;
  /** Has no value (true), has one (false). */
  isNull?: boolean | null | undefined;
  /** Less. */
  lt?: number | null | undefined;
  /** Less or equal. */
  lte?: number | null | undefined;
  /** Has a value, and another one. */
  ne?: number | null | undefined;
  /** Has a value that is none of these. */
  notIn?: Array<number> | null | undefined;
};

/**
 * All given operators must hold. An operator given as null is BAD_USER_INPUT; an absent one is no condition; `in: []`
 * matches nothing. A missing value is matched by `isNull: true` alone.
 */
export type StringFilter = {
  /** Has this text somewhere. */
  contains?: string | null | undefined;
  /** Equal, by code points. */
  eq?: string | null | undefined;
  /** One of these. */
  in?: Array<string> | null | undefined;
  /** Has no value (true), has one (false). */
  isNull?: boolean | null | undefined;
  /** Has a value, and another one. */
  ne?: string | null | undefined;
  /** Has a value that is none of these. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this text. */
  startsWith?: string | null | undefined;
};

export type DatasetSeriesQueryVariables = Exact<{
  dataset: string;
  first: number;
}>;


export type DatasetSeriesQuery = { eiaSeriesConnection: { totalCount: number | null, nodes: Array<{ id: string, name: string, units: string | null, latest: { period: string, value: number | null } | null }> } | null };

export type PricesByRegionQueryVariables = Exact<{
  where?: EnergyPricesFilter | null | undefined;
  first: number;
}>;


export type PricesByRegionQuery = { energyPrices: { id: string, title: string, groups: { totalCount: number | null, nodes: Array<{ id: string, key: { region: string | null }, price: { avg: string | null, units: string | null, p95: string | null }, volume: { sum: number | null, units: string | null } }> } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const DatasetSeriesDocument = new TypedDocumentString(`
    query DatasetSeries($dataset: String!, $first: Int!) {
  eiaSeriesConnection(where: {dataset: {eq: $dataset}}, first: $first) {
    totalCount
    nodes {
      id
      name
      units
      latest {
        period
        value
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DatasetSeriesQuery, DatasetSeriesQueryVariables>;
export const PricesByRegionDocument = new TypedDocumentString(`
    query PricesByRegion($where: EnergyPricesFilter, $first: Int!) {
  energyPrices {
    id
    title
    groups(
      groupBy: [REGION]
      where: $where
      orderBy: [{by: {volume: SUM}, direction: DESC}]
      first: $first
    ) {
      totalCount
      nodes {
        id
        key {
          region
        }
        price {
          avg
          p95: percentile(p: 0.95)
          units
        }
        volume {
          sum
          units
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PricesByRegionQuery, PricesByRegionQueryVariables>;