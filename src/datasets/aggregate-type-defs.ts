import type { AggregateFunction } from '../model/dataset-query.ts';
import type { Additivity, DeclaredMeasure, MeasureType } from '../model/declared-dataset.ts';
import {
  aggregatesPrefix,
  aggregateType,
  aggregationEnum,
  aggregationField,
  aggregationsOf,
} from '../model/measure-aggregations.ts';

type MeasureKind = Pick<DeclaredMeasure, 'type' | 'additivity'>;

const TYPES: readonly MeasureType[] = ['float', 'decimal', 'int64'];
const ADDITIVITIES: readonly Additivity[] = ['FLOW', 'STOCK', 'RATE'];

/** Every kind of measure: each has GraphQL types of its own, which all datasets share. */
export const MEASURE_KINDS: readonly MeasureKind[] = TYPES.flatMap((type) =>
  ADDITIVITIES.map((additivity) => ({ type, additivity })),
);

const DESCRIPTIONS: Readonly<Record<AggregateFunction, string>> = {
  SUM: 'The sum.',
  AVG: 'The mean.',
  MIN: 'The smallest.',
  MAX: 'The largest.',
  FIRST: 'The oldest.',
  LAST: 'The newest.',
  CLOSING:
    'The level at the end: the newest value of each thing that the key tells apart (by all but time), added up.',
  MEDIAN: 'The median, between two values where their number is even.',
  STDDEV: 'The standard deviation of the sample; null for a single value.',
  PERCENTILE: 'The value that the share `p` of the values does not exceed, interpolated between two.',
};

const KINDS: Readonly<Record<Additivity, string>> = {
  FLOW: 'what adds up',
  STOCK: 'what adds up over groups, not over time: no `sum`, but `closing`',
  RATE: 'what does not add up: no `sum`, the type refuses it',
};

const SHAPES: Readonly<Record<MeasureType, string>> = {
  float: 'doubles',
  decimal: 'exact decimals',
  int64: '64-bit integers',
};

const HAVING: readonly AggregateFunction[] = ['SUM', 'CLOSING', 'AVG', 'MIN', 'MAX'];

/** The GraphQL types of a kind of measure: its aggregates, the same as arrays, and conditions on them. */
export function aggregateTypeDefs(kind: MeasureKind): string {
  const prefix = aggregatesPrefix(kind);
  const asked = aggregationsOf(kind.additivity);
  const subject = `${KINDS[kind.additivity]} (${SHAPES[kind.type]})`;
  const field = (aggregation: AggregateFunction, list: boolean): string => {
    const type = aggregateType(kind.type, aggregation);
    const argument = aggregation === 'PERCENTILE' ? '("From 0 to 1." p: Float!)' : '';
    return `  "${DESCRIPTIONS[aggregation]}"
  ${aggregationField(aggregation)}${argument}: ${list ? `[${type}]!` : type}`;
  };
  const having = (aggregation: AggregateFunction): string => `  "${DESCRIPTIONS[aggregation]}"
  ${aggregationField(aggregation)}: ${aggregateType(kind.type, aggregation)}Filter`;
  const named = aggregationEnum(kind.additivity);
  const units = `  "Units of the measure as declared."
  units: String`;
  return `
"Aggregates of ${subject}. All are null without values."
type ${prefix}Aggregates {
${asked.map((aggregation) => field(aggregation, false)).join('\n')}
  "This minus the same of \`comparison\`; null where either has no value."
  change("Of which aggregate." of: ${named}!): ${kind.type === 'float' ? 'Float' : 'Decimal'}
  "\`change\` in percent of \`comparison\` as it stands; null where that is 0."
  changePercent("Of which aggregate." of: ${named}!): Float
${units}
}

"Aggregates of ${subject}, bucket by bucket. Null where a bucket has no values."
type ${prefix}AggregateColumns {
${asked.map((aggregation) => field(aggregation, true)).join('\n')}
${units}
}

"Conditions on aggregates of ${subject}; all given ones must hold."
input ${prefix}Having {
${HAVING.filter((aggregation) => asked.includes(aggregation))
  .map(having)
  .join('\n')}
}
`;
}
