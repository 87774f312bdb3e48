import { describe, expect, test } from '@jest/globals';
import { parse, print, visit } from 'graphql';
import { allDatasetTypeDefs } from '../../../src/datasets/type-defs.ts';
import { readGatewaySchema } from '../../../src/server/schema-sources.ts';
import { buildSchemas } from '../../../src/server/schemas.ts';
import { declarationFolder, declare } from '../../support/declarations.ts';

const LOADS = `name: grid_loads
title: Grid loads
backend: timescale
table: grid_loads
time: at
key: [time, area_code]
dimensions:
  area_code: { nullable: true }
  is_forecast: { type: boolean }
measures:
  peak_load: { type: int64, additivity: flow, units: MW }
`;

/** The SDL of one declaration without descriptions. */
function sdlOf(yaml: string): string {
  const document = parse(allDatasetTypeDefs(declare({ 'd.yaml': yaml })).join('\n'), { noLocation: true });
  return print(
    visit(document, {
      enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    }),
  );
}

/** The schema of a gateway with one declaration. */
function schemaOf(yaml: string) {
  const folder = declarationFolder({ 'd.yaml': yaml });
  try {
    return buildSchemas(readGatewaySchema(folder.path).sources).apiSchema;
  } finally {
    folder.remove();
  }
}

describe('the SDL of a declaration', () => {
  test('is written out whole', () => {
    expect(sdlOf(LOADS)).toBe(EXPECTED);
  });

  test('leaves out groups and keys where there is no dimension', () => {
    const bare = LOADS.replace(/dimensions:\n[\s\S]*?(?=measures)/, '').replace(', area_code', '');
    const sdl = sdlOf(bare);
    expect(sdl).toContain(
      'buckets(width: Duration!, range: TimeRange, timeZone: TimeZone! = "UTC", where: GridLoadsFilter',
    );
    expect(sdl.match(/GridLoadsDimension|GridLoadsKey|GridLoadsGroup\b|groupBy| groups/g)).toBeNull();
    expect(Object.keys(schemaOf(bare).getTypeMap())).toContain('GridLoadsBucketGroup');
  });

  test('has the closing level of what adds up over groups only, and no sum of it', () => {
    const sdl = sdlOf(LOADS.replace('additivity: flow', 'additivity: stock'));
    expect(sdl).toContain(STOCK);
    expect(sdl).toContain('  peakLoad: StockAggregation\n');
    expect(schemaOf(LOADS.replace('additivity: flow', 'additivity: stock'))).toBeDefined();
    expect(sdlOf(LOADS.replace('additivity: flow', 'additivity: rate'))).not.toMatch(/closing| sum:/);
    expect(sdlOf(LOADS)).not.toContain('closing');
  });

  test('carries what people wrote, whatever it is', () => {
    const description = 'Says "high" or """low""" \\ and a\nnew line.';
    const schema = schemaOf(`${LOADS}description: ${JSON.stringify(description)}\n`);
    expect(schema.getType('GridLoadsDataset')?.description).toBe(description);
  });
});

const STOCK = `type BigIntStockAggregates {
  avg: Float
  min: BigInt
  max: BigInt
  first: BigInt
  last: BigInt
  closing: Decimal
  median: Float
  stddev: Float
  percentile(p: Float!): Float
  change(of: StockAggregation!): Decimal
  changePercent(of: StockAggregation!): Float
  units: String
}

type BigIntStockAggregateColumns {
  avg: [Float]!
  min: [BigInt]!
  max: [BigInt]!
  first: [BigInt]!
  last: [BigInt]!
  closing: [Decimal]!
  median: [Float]!
  stddev: [Float]!
  percentile(p: Float!): [Float]!
  units: String
}

input BigIntStockHaving {
  closing: DecimalFilter
  avg: FloatFilter
  min: BigIntFilter
  max: BigIntFilter
}`;

const EXPECTED = `type BigIntFlowAggregates {
  sum: Decimal
  avg: Float
  min: BigInt
  max: BigInt
  first: BigInt
  last: BigInt
  median: Float
  stddev: Float
  percentile(p: Float!): Float
  change(of: FlowAggregation!): Decimal
  changePercent(of: FlowAggregation!): Float
  units: String
}

type BigIntFlowAggregateColumns {
  sum: [Decimal]!
  avg: [Float]!
  min: [BigInt]!
  max: [BigInt]!
  first: [BigInt]!
  last: [BigInt]!
  median: [Float]!
  stddev: [Float]!
  percentile(p: Float!): [Float]!
  units: String
}

input BigIntFlowHaving {
  sum: DecimalFilter
  avg: FloatFilter
  min: BigIntFilter
  max: BigIntFilter
}

extend type Query {
  gridLoads: GridLoadsDataset
}

enum GridLoadsDimension {
  AREA_CODE
  IS_FORECAST
}

enum GridLoadsColumn {
  TIME
  AREA_CODE
  IS_FORECAST
  PEAK_LOAD
}

type GridLoadsDataset implements Node & Dataset @key(fields: "id") {
  id: ID!
  name: String!
  title: String!
  description: String
  backend: Backend!
  fallback: Backend
  synthetic: Boolean!
  timeColumn: String!
  dimensions: [DatasetDimension!]!
  measures: [DatasetMeasure!]!
  rows(range: TimeRange, timeZone: TimeZone! = "UTC", where: GridLoadsFilter, orderBy: [GridLoadsRowOrder!], first: Int, after: String, last: Int, before: String, offset: Int): GridLoadsRowConnection @cost(weight: 5) @listSize(assumedSize: 50, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
  aggregate(range: TimeRange, timeZone: TimeZone! = "UTC", where: GridLoadsFilter, compareWith: Duration): GridLoadsAggregate @cost(weight: 5)
  groups(groupBy: [GridLoadsDimension!]!, range: TimeRange, timeZone: TimeZone! = "UTC", where: GridLoadsFilter, compareWith: Duration, having: GridLoadsHaving, orderBy: [GridLoadsGroupOrder!], first: Int, after: String, last: Int, before: String, offset: Int): GridLoadsGroupConnection @cost(weight: 5) @listSize(assumedSize: 50, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
  buckets(width: Duration!, groupBy: [GridLoadsDimension!]! = [], range: TimeRange, timeZone: TimeZone! = "UTC", where: GridLoadsFilter, origin: TimeBound, fill: FillMode! = NONE, maxGap: Int, partial: PartialMode! = INCLUDE, compareWith: Duration, having: GridLoadsHaving, orderBy: [GridLoadsGroupOrder!], first: Int, after: String, last: Int, before: String): GridLoadsBucketGroupConnection @cost(weight: 10) @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
}

type GridLoadsRow {
  time: DateTime!
  areaCode: String
  isForecast: Boolean!
  peakLoad: BigInt
}

type GridLoadsRowConnection {
  edges: [GridLoadsRowEdge!]!
  nodes: [GridLoadsRow!]!
  pageInfo: PageInfo!
  totalCount: SafeInt @cost(weight: 5)
  provenance: Provenance
}

type GridLoadsRowEdge {
  cursor: String!
  node: GridLoadsRow!
}

input GridLoadsRowOrder {
  column: GridLoadsColumn!
  direction: OrderDirection! = ASC
  nulls: NullsOrder! = LAST
}

input GridLoadsFilter {
  and: [GridLoadsFilter!]
  or: [GridLoadsFilter!]
  not: GridLoadsFilter
  areaCode: StringFilter
  isForecast: BooleanFilter
  peakLoad: BigIntFilter
}

input GridLoadsHaving {
  and: [GridLoadsHaving!]
  or: [GridLoadsHaving!]
  not: GridLoadsHaving
  count: SafeIntFilter
  peakLoad: BigIntFlowHaving
}

input GridLoadsGroupOrder {
  by: GridLoadsGroupOrderKey!
  direction: OrderDirection! = ASC
  nulls: NullsOrder! = LAST
}

input GridLoadsGroupOrderKey @oneOf {
  dimension: GridLoadsDimension
  count: RowCount
  peakLoad: FlowAggregation
}

type GridLoadsAggregate {
  id: ID!
  count: SafeInt!
  peakLoad: BigIntFlowAggregates!
  comparison: GridLoadsAggregate
  provenance: Provenance
}

type GridLoadsKey {
  areaCode: String
  isForecast: Boolean
}

type GridLoadsGroup {
  id: ID!
  key: GridLoadsKey!
  count: SafeInt!
  peakLoad: BigIntFlowAggregates!
  comparison: GridLoadsGroup
}

type GridLoadsGroupConnection {
  edges: [GridLoadsGroupEdge!]!
  nodes: [GridLoadsGroup!]!
  pageInfo: PageInfo!
  totalCount: SafeInt @cost(weight: 5)
  provenance: Provenance
}

type GridLoadsGroupEdge {
  cursor: String!
  node: GridLoadsGroup!
}

type GridLoadsBucketGroup {
  id: ID!
  key: GridLoadsKey!
  buckets: [GridLoadsBucket!]! @listSize(assumedSize: 400, requireOneSlicingArgument: false)
  columns: GridLoadsBucketColumns!
}

type GridLoadsBucketGroupConnection {
  edges: [GridLoadsBucketGroupEdge!]!
  nodes: [GridLoadsBucketGroup!]!
  pageInfo: PageInfo!
  totalCount: SafeInt @cost(weight: 5)
  provenance: Provenance
}

type GridLoadsBucketGroupEdge {
  cursor: String!
  node: GridLoadsBucketGroup!
}

type GridLoadsBucket {
  start: DateTime!
  end: DateTime!
  state: BucketState!
  count: SafeInt!
  peakLoad: BigIntFlowAggregates!
  comparison: GridLoadsBucket
}

type GridLoadsBucketColumns {
  id: ID!
  length: Int!
  start: [DateTime!]!
  epochMillis: [SafeInt!]!
  state: [BucketState!]!
  count: [SafeInt!]!
  peakLoad: BigIntFlowAggregateColumns!
  comparison: GridLoadsBucketColumns
}`;
