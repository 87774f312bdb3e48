import { fieldName, typePrefix } from '../model/dataset-names.ts';
import type { DeclaredDataset, DeclaredMeasure } from '../model/declared-dataset.ts';
import { aggregatesPrefix, aggregationEnum } from '../model/measure-aggregations.ts';
import { columnText, connectionTypeDefs, dimensionType, PROVENANCE_FIELD } from './type-def-parts.ts';

/** The SDL of what aggregates and groups of a dataset are made of. */
export function groupTypeDefs(dataset: DeclaredDataset): string {
  const { dimensions, measures } = dataset;
  const prefix = typePrefix(dataset);
  const grouped = dimensions.length > 0;
  const each = (write: (measure: DeclaredMeasure) => string): string =>
    measures
      .map((measure) => `  ${columnText(measure)}\n  ${fieldName(measure.name)}: ${write(measure)}`)
      .join('\n');
  const id = `  "Same id, same arguments over the same data."
  id: ID!`;
  const counted = `  "Rows, with or without values."
  count: SafeInt!
${each((measure) => `${aggregatesPrefix(measure)}Aggregates!`)}`;
  const comparison = (
    type: string,
  ): string => `  "The same of the rows \`compareWith\` earlier; null without that argument."
  comparison: ${prefix}${type}`;
  const key = `
"The dimension values of a group; null where not grouped by, or where the value is null."
type ${prefix}Key {
${dimensions.map((one) => `  ${columnText(one)}\n  ${fieldName(one.name)}: ${dimensionType(one)}`).join('\n')}
}

"Rows that share their dimension values."
type ${prefix}Group {
${id}
  "What its rows share."
  key: ${prefix}Key!
${counted}
${comparison('Group')}
}
${connectionTypeDefs(`${prefix}Group`, 'groups', 'group')}`;
  return `
"Conditions on the aggregates of a whole group; all given ones must hold."
input ${prefix}Having {
  "All of these hold."
  and: [${prefix}Having!]
  "At least one of these holds."
  or: [${prefix}Having!]
  "This does not hold."
  not: ${prefix}Having
  "How many rows there are."
  count: SafeIntFilter
${each((measure) => `${aggregatesPrefix(measure)}Having`)}
}

"A step of an order of groups."
input ${prefix}GroupOrder {
  "What to order by."
  by: ${prefix}GroupOrderKey!
  "Which way."
  direction: OrderDirection! = ASC
  "Where groups without a value stand, whichever way the order runs."
  nulls: NullsOrder! = LAST
}

"What groups are ordered by: exactly one."
input ${prefix}GroupOrderKey @oneOf {
${grouped ? `  "A dimension that is grouped by."\n  dimension: ${prefix}Dimension\n` : ''}  "How many rows there are."
  count: RowCount
${each(({ additivity }) => aggregationEnum(additivity))}
}

"Aggregates over everything that matches."
type ${prefix}Aggregate {
${id}
${counted}
${comparison('Aggregate')}
  ${PROVENANCE_FIELD}
}
${grouped ? key : ''}`;
}
