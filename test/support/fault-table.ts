import { appendFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { test } from '@jest/globals';

/** What a scenario measured, in one line: figures and codes. */
export type Seen = string;

/**
 * A test that is a line of the table a run closes with: scenario, what is expected, and what `body` saw. The body
 * asserts; what it could not tell because it failed is told as that.
 */
export function scenario(
  name: string,
  expected: string,
  body: () => Promise<Seen>,
  timeoutMillis?: number,
): void {
  const run = async (): Promise<void> => {
    let seen = 'FAILED';
    try {
      seen = await body();
    } catch (error) {
      seen = `FAILED: ${firstLine(error)}`;
      throw error;
    } finally {
      note({ scenario: name, expected, seen });
    }
  };
  test(`${name}: ${expected}`, run, timeoutMillis);
}

/** A line that stands for scenarios whose engine or tool is not here; jest tells it as skipped. */
scenario.leftOut = (name: string): void => {
  test.skip(`${name}: left out`, () => {});
};

/** The reporter (fault-table-reporter.js) reads this file at the end; a run without it keeps no table. */
function note(line: { scenario: string; expected: string; seen: string }): void {
  const file = process.env.TEST_FAULT_TABLE;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** The message in one line, without the colours of jest's matchers. */
function firstLine(error: unknown): string {
  const text = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  return text.split('\n').filter(Boolean).join(' ').slice(0, 200);
}
