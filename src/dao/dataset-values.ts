import type { Cell } from '../backend/backend.ts';
import type { Metric, Scalar } from '../model/dataset-query.ts';
import type { DeclaredDataset, TimeType } from '../model/declared-dataset.ts';
import { unitsText } from '../model/exact-number.ts';
import { placeAmong } from '../sql/dataset/decimal-limit.ts';
import { MEAN_DIGITS, metricType } from '../sql/dataset/metric.ts';
import type { OperandType } from '../sql/dataset/operand.ts';
import { declaredMeasure } from '../sql/dataset/source.ts';

/** A cell as its declared type: Float is a number (null where it is not finite), Decimal and BigInt are text. */
export function decodeValue(type: OperandType, cell: Cell | undefined): Scalar {
  if (cell == null) return null;
  switch (type.kind) {
    case 'boolean':
      return cell === true || cell === 1;
    case 'float':
      return Number.isFinite(Number(cell)) ? Number(cell) : null;
    case 'decimal':
      return decimalText(String(cell), type.scale);
    default:
      return String(cell);
  }
}

/** An aggregate of a measure. Means and percentiles of decimals have as many digits as they need, up to six more. */
export function decodeMetric(dataset: DeclaredDataset, metric: Metric, cell: Cell | undefined): Scalar {
  const measure = declaredMeasure(dataset, metric.measure);
  const type = metricType(measure, metric.function);
  const value = decodeValue(type, cell);
  if (value === null || measure.type !== 'decimal') return value;
  if (metric.function === 'AVG') return shortened(String(value), measure.scale);
  const isBetween = metric.function === 'MEDIAN' || metric.function === 'PERCENTILE';
  return isBetween ? shortened(rounded(Number(value), measure.scale + MEAN_DIGITS), measure.scale) : value;
}

/** A time cell as RFC 3339 in UTC, with the digits it needs and no more: the same on every engine. */
export function timeText(type: TimeType, cell: Cell | undefined): string {
  if (type === 'date') return `${cell}T00:00:00Z`;
  const text = type === 'epoch_millis' ? new Date(Number(cell)).toISOString() : String(cell);
  return text.replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === '' ? 'Z' : `.${digits}Z`));
}

function decimalText(text: string, scale: number): string {
  return unitsText(placeAmong(text, scale).floor, scale);
}

/** A double rounded half away from zero; from 1e21 up a double is a whole number and has no other form. */
function rounded(value: number, digits: number): string {
  const text = Math.abs(value) < 1e21 ? value.toFixed(digits) : String(BigInt(value));
  return decimalText(text, digits);
}

/** Without trailing zeros beyond the scale. */
function shortened(text: string, scale: number): string {
  const [whole = '', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(scale, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}
