import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type Amount, exactText } from './aggregates.ts';
import type { Metric, ReferenceBucket, ReferenceLine } from './buckets.ts';

/** A bucket as it was answered; values in the order of the metrics asked for. */
export type AnsweredBucket = {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly state: string;
  readonly count: number;
  readonly values: readonly unknown[];
  readonly comparison: AnsweredBucket | null;
};
export type AnsweredLine = { readonly group: unknown; readonly buckets: readonly AnsweredBucket[] };

/** A query as it is sent. */
export type Query = { readonly document: string; readonly variables: Record<string, unknown> };

/** Whom questions are put to: an engine behind a gateway. */
export type Subject<Question> = {
  readonly name: string;
  queryOf(question: Question, metrics: readonly Metric[]): Query;
  /** Its answer's lines. Throws for an answer with errors. */
  ask(query: Query, metrics: readonly Metric[]): Promise<readonly AnsweredLine[]>;
};

/** What is asked, and what the reference answers. */
export type Subjects<Question> = {
  readonly questions: fc.Arbitrary<Question>;
  metricsOf(question: Question): readonly Metric[];
  /** The reference's own answer. */
  linesOf(question: Question, metrics: readonly Metric[], nowMillis: number): readonly ReferenceLine[];
  readonly subjects: readonly Subject<Question>[];
};

/** How much is asked: `lanes` at a time, from seeds that follow each other, until all are or time is over. */
export type Effort = {
  readonly seed: number;
  readonly numRuns: number;
  readonly lanes: number;
  readonly limitMillis: number;
};

/** What long tests ask of each list of engines. */
export const LONG_RUN = { numRuns: 3_000, lanes: 6, limitMillis: 240_000 } as const;

/**
 * Puts generated questions to all subjects and holds each answer against the reference; resolves to how many were asked.
 * Throws what fast-check says of the first disagreement: seed, path, the shrunken question, its queries and differences.
 */
export async function conform<Question>(
  about: Subjects<Question>,
  { seed, numRuns, lanes, limitMillis }: Effort,
): Promise<number> {
  const { questions, subjects } = about;
  expect(subjects.length).toBeGreaterThan(0);
  const property = fc.asyncProperty(questions, async (question) => {
    const metrics = about.metricsOf(question);
    const wanted = about.linesOf(question, metrics, Date.now());
    const failures = await Promise.all(
      subjects.map(async (subject) => {
        const query = subject.queryOf(question, metrics);
        const answer = await subject.ask(query, metrics).catch((error: unknown) => String(error));
        const differences = typeof answer === 'string' ? [answer] : differ(answer, wanted, metrics);
        if (differences.length === 0) return [];
        const sent = [query.document, JSON.stringify(query.variables)];
        return [[subject.name, ...differences.slice(0, 5), ...sent].join('\n')];
      }),
    );
    if (failures.flat().length > 0) throw new Error(failures.flat().join('\n\n'));
  });
  const limits = {
    numRuns: Math.ceil(numRuns / lanes),
    interruptAfterTimeLimit: limitMillis,
  };
  const runs = Array.from({ length: lanes }, (_, lane) =>
    fc.check(property, { seed: seed + lane, ...limits }),
  );
  const all = await Promise.all(runs);
  for (const details of all) {
    if (details.failed) throw new Error(`${fc.defaultReportMessage(details)}\n${details.errorInstance}`);
  }
  return all.reduce((sum, details) => sum + details.numRuns, 0);
}

function differ(
  answered: readonly AnsweredLine[],
  wanted: readonly ReferenceLine[],
  metrics: readonly Metric[],
): string[] {
  const groups = (lines: readonly { readonly group: unknown }[]) =>
    JSON.stringify(lines.map(({ group }) => group));
  if (groups(answered) !== groups(wanted))
    return [`lines are ${groups(answered)}, should be ${groups(wanted)}`];
  return wanted.flatMap(({ group, buckets: should }, index) => {
    const are = answered[index]?.buckets ?? [];
    const differences = differInBuckets(`${group}`, are, should, metrics);
    if (differences.length > 0) return differences;
    return differInBuckets(`${group} compared`, are.map(comparedWith), should.map(comparedWith), metrics);
  });
}

function comparedWith<Bucket>({ comparison }: { readonly comparison: Bucket | null }): Bucket | null {
  return comparison;
}

/** `name` says whose buckets they are. */
function differInBuckets(
  name: string,
  buckets: readonly (AnsweredBucket | null)[],
  wanted: readonly (ReferenceBucket | null)[],
  metrics: readonly Metric[],
): string[] {
  const frames = (
    list: readonly (Pick<AnsweredBucket, 'startMillis' | 'endMillis' | 'state' | 'count'> | null)[],
  ) =>
    list.map((bucket) => {
      if (bucket === null) return 'none';
      const [start, end] = [bucket.startMillis, bucket.endMillis].map((at) => new Date(at).toISOString());
      return [start, end, bucket.state, bucket.count].join(' ');
    });
  const [are, should] = [frames(buckets), frames(wanted)];
  const odd = should.findIndex((frame, place) => frame !== are[place]);
  if (odd >= 0 || are.length !== should.length) {
    const place = odd >= 0 ? odd : should.length;
    return [
      `${name}: bucket ${place} is ${are[place]}, should be ${should[place]} (${are.length} of ${should.length})`,
    ];
  }
  return wanted.flatMap((bucket, place) =>
    metrics.flatMap(({ measure, aggregate }, column) => {
      const value = buckets[place]?.values[column];
      const amount = bucket?.amounts[column] ?? null;
      if (bucket === null || isEqual(value, amount)) return [];
      return [
        `${name}: ${should[place]}: ${measure}.${aggregate} is ${value}, should be ${amountText(amount)}`,
      ];
    }),
  );
}

/** Equal as DESIGN has it: exact numbers are the same text, doubles are as near as their sum in any order. */
function isEqual(value: unknown, amount: Amount | null): boolean {
  if (amount === null) return value === null;
  if ('units' in amount) return value === exactText(amount);
  return value !== null && value !== '' && Math.abs(Number(value) - amount.near) <= amount.within;
}

function amountText(amount: Amount | null): string {
  if (amount === null) return 'null';
  return 'units' in amount ? exactText(amount) : `${amount.near} to within ${amount.within}`;
}
