import type { Aggregate } from './aggregates.ts';

/** Aggregates, a change and its percentage of one measure in one bucket, by their names in the answer. */
export type Answered = Readonly<Record<string, unknown>>;

/** The aggregate whose change is asked for: the first one that has changes. */
export function changedAggregate(aggregates: readonly Aggregate[]): Aggregate | undefined {
  return aggregates.find((aggregate) => !/^p\d/.test(aggregate));
}

/** The change of an aggregate, as fields of GraphQL. */
export function changeFields(aggregate: Aggregate | undefined): string {
  if (aggregate === undefined) return '';
  const of = aggregate.toUpperCase();
  return `change(of: ${of}) changePercent(of: ${of})`;
}

/** Throws where a change is not the difference of the two values beside it, or not so many percent of the second. */
export function checkChange(
  aggregate: Aggregate | undefined,
  here: Answered,
  earlier: Answered | null | undefined,
): void {
  if (aggregate === undefined) return;
  const { change, changePercent } = here;
  const [value, other] = [here[aggregate] ?? null, earlier?.[aggregate] ?? null];
  const wrong = (): Error => new Error(`${change} and ${changePercent} % from ${other} to ${value}`);
  if (value === null || other === null) {
    if (change !== null || changePercent !== null) throw wrong();
    return;
  }
  const difference = Number(value) - Number(other);
  const room = 1e-9 * (Math.abs(Number(value)) + Math.abs(Number(other)));
  if (change === null || Math.abs(Number(change) - difference) > room) throw wrong();
  const isExact = [change, value, other].every((each) => typeof each === 'string');
  if (isExact && lastDigits(change) !== lastDigits(value) - lastDigits(other)) throw wrong();
  if (Number(other) === 0) {
    if (changePercent !== null) throw wrong();
    return;
  }
  const percent = (difference / Number(other)) * 100;
  const percentRoom = (room / Math.abs(Number(other))) * 100;
  if (changePercent === null || Math.abs(Number(changePercent) - percent) > percentRoom) throw wrong();
}

const DIGITS = 30;

/** A decimal as a whole number of units of its thirtieth digit. */
function lastDigits(text: unknown): bigint {
  const [whole = '', fraction = ''] = String(text).split('.');
  return BigInt(`${whole}${fraction.padEnd(DIGITS, '0')}`);
}
