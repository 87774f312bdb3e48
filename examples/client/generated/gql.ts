/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query DatasetSeries($dataset: String!, $first: Int!) {\n    eiaSeriesConnection(where: { dataset: { eq: $dataset } }, first: $first) {\n      totalCount\n      nodes {\n        id\n        name\n        units\n        latest { period value }\n      }\n    }\n  }\n": typeof types.DatasetSeriesDocument,
    "\n  query PricesByRegion($where: EnergyPricesFilter, $first: Int!) {\n    energyPrices {\n      id\n      title\n      groups(groupBy: [REGION], where: $where, orderBy: [{ by: { volume: SUM }, direction: DESC }], first: $first) {\n        totalCount\n        nodes {\n          id\n          key { region }\n          price { avg p95: percentile(p: 0.95) units }\n          volume { sum units }\n        }\n      }\n    }\n  }\n": typeof types.PricesByRegionDocument,
};
const documents: Documents = {
    "\n  query DatasetSeries($dataset: String!, $first: Int!) {\n    eiaSeriesConnection(where: { dataset: { eq: $dataset } }, first: $first) {\n      totalCount\n      nodes {\n        id\n        name\n        units\n        latest { period value }\n      }\n    }\n  }\n": types.DatasetSeriesDocument,
    "\n  query PricesByRegion($where: EnergyPricesFilter, $first: Int!) {\n    energyPrices {\n      id\n      title\n      groups(groupBy: [REGION], where: $where, orderBy: [{ by: { volume: SUM }, direction: DESC }], first: $first) {\n        totalCount\n        nodes {\n          id\n          key { region }\n          price { avg p95: percentile(p: 0.95) units }\n          volume { sum units }\n        }\n      }\n    }\n  }\n": types.PricesByRegionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DatasetSeries($dataset: String!, $first: Int!) {\n    eiaSeriesConnection(where: { dataset: { eq: $dataset } }, first: $first) {\n      totalCount\n      nodes {\n        id\n        name\n        units\n        latest { period value }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').DatasetSeriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PricesByRegion($where: EnergyPricesFilter, $first: Int!) {\n    energyPrices {\n      id\n      title\n      groups(groupBy: [REGION], where: $where, orderBy: [{ by: { volume: SUM }, direction: DESC }], first: $first) {\n        totalCount\n        nodes {\n          id\n          key { region }\n          price { avg p95: percentile(p: 0.95) units }\n          volume { sum units }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PricesByRegionDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
