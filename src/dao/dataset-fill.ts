import { betweenDoubles, type Filling } from '../calendar/fill.ts';
import { badUserInput } from '../errors.ts';
import { type Metric, metricKey, type Scalar } from '../model/dataset-query.ts';
import { betweenExact } from '../model/exact-number.ts';
import { MEAN_DIGITS, metricType } from '../sql/dataset/metric.ts';
import { declaredMeasure } from '../sql/dataset/source.ts';
import type { BucketsRequest } from './dataset-requests.ts';
import { decodeMetric } from './dataset-values.ts';

/** Throws BAD_USER_INPUT that names the argument for a fill that fits no measure. */
export function checkFill({ table, fill }: BucketsRequest, metrics: readonly Metric[]): void {
  if (fill !== 'ZERO') return;
  const named = metrics.find(({ measure }) => declaredMeasure(table, measure).additivity !== 'FLOW');
  if (named === undefined) return;
  const message = `"ZERO" fits what adds up; ${named.measure} does not: no row is not a ${named.measure} of 0.`;
  throw badUserInput('fill', message, ['NONE', 'NULL', 'PREVIOUS', 'LINEAR']);
}

/** How buckets without rows are filled, in the types of the measures. */
export function fillingOf(
  { table, fill, maxGap }: BucketsRequest,
  metrics: readonly Metric[],
): Omit<Filling<NonNullable<Scalar>>, 'before'> {
  const byKey = new Map(metrics.map((metric) => [metricKey(metric), metric]));
  const typed = (key: string) => {
    const metric = byKey.get(key) as Metric;
    const measure = declaredMeasure(table, metric.measure);
    return { metric, measure, type: metricType(measure, metric.function) };
  };
  return {
    mode: fill,
    maxGap,
    zero: (key) => decodeMetric(table, typed(key).metric, 0) as NonNullable<Scalar>,
    between(key, one, other, part, whole) {
      const { type, measure } = typed(key);
      if (typeof one === 'number' && typeof other === 'number')
        return betweenDoubles(one, other, part, whole);
      const isWhole = type.kind === 'int64';
      const digits = isWhole ? 0 : measure.scale + MEAN_DIGITS;
      return betweenExact(String(one), String(other), part, whole, digits, isWhole ? 0 : measure.scale);
    },
  };
}
