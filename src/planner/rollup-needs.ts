import { type Metric, metricKey, type RowFilter } from '../model/dataset-query.ts';
import type { DeclaredMeasure, DeclaredRollup } from '../model/declared-dataset.ts';
import { aggregatesBehind } from '../model/rollup.ts';
import type { Refusal, RollupNeed, RollupQuestion } from './rollup-question.ts';

/** The columns of a rollup that answer a question, as far as the declaration tells; or why it cannot. */
export function rollupNeeds(
  question: RollupQuestion,
  rollup: DeclaredRollup,
): { readonly needs: readonly RollupNeed[] } | Refusal {
  const { dataset } = question;
  if (rollup.rowCount === null) return { refusal: 'declares no row_count' };
  if (rollup.time.type !== dataset.time.type) return { refusal: 'holds time in another type than the table' };
  const filtered = filteredColumns(question.where);
  const measure = filtered.find((name) => dataset.measures.some((each) => each.name === name));
  if (measure !== undefined)
    return { refusal: `keeps no single rows, and there is a condition on ${measure}` };
  const missing = [...question.dimensions, ...filtered].find((name) => !rollup.dimensions.includes(name));
  if (missing !== undefined) return { refusal: `does not keep the dimension ${missing}` };
  for (const metric of question.compared) {
    const { type } = measureOf(question, metric);
    const key = metricKey(metric);
    // A cursor holds the value a group was found by: it must be the same to the last digit on every page.
    if (type === 'float')
      return { refusal: `adds doubles in another order, and groups are compared by ${key}` };
    // Only what is shown is looked through for NaN, which the decimals of PostgreSQL have.
    if (type === 'decimal' && dataset.backend === 'timescale') {
      return { refusal: `may hide a NaN among decimals, and groups are compared by ${key}` };
    }
  }
  const needs = new Map<string, RollupNeed>();
  for (const metric of [...question.metrics, ...question.compared]) {
    const aggregates = aggregatesBehind(dataset.backend, measureOf(question, metric).type, metric.function);
    if (aggregates === null)
      return { refusal: `cannot tell ${metricKey(metric)} from aggregates of buckets` };
    for (const aggregate of aggregates) {
      const column = rollup.measures[metric.measure]?.[aggregate];
      if (column === undefined) return { refusal: `declares no ${aggregate} of ${metric.measure}` };
      needs.set(`${metric.measure}.${aggregate}`, { measure: metric.measure, aggregate, column });
    }
  }
  return { needs: [...needs.values()] };
}

function measureOf({ dataset }: RollupQuestion, { measure: name }: Metric): DeclaredMeasure {
  const measure = dataset.measures.find((each) => each.name === name);
  if (measure === undefined) throw new RangeError(`${dataset.name} declares no measure ${name}.`);
  return measure;
}

function filteredColumns(filter: RowFilter): string[] {
  return [
    ...(filter.and ?? []).flatMap(filteredColumns),
    ...(filter.or ?? []).flatMap(filteredColumns),
    ...(filter.not === undefined ? [] : filteredColumns(filter.not)),
    ...Object.keys(filter.columns ?? {}),
  ];
}
