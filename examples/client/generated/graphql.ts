/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type DatasetSeriesQueryVariables = Exact<{
  dataset: string;
  first: number;
}>;


export type DatasetSeriesQuery = { eiaSeriesConnection: { totalCount: number | null, nodes: Array<{ id: string, name: string, units: string | null, latest: { period: string, value: number | null } | null }> } | null };

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