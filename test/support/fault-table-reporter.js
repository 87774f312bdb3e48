import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A jest reporter that closes a run with a table of the scenarios in test/faults: scenario, expected, seen. The tests
 * append their lines to the file named by TEST_FAULT_TABLE (fault-table.ts). It writes to standard error, where jest
 * writes.
 */
export default class FaultTableReporter {
  #file = join(tmpdir(), `aurum-faults-${process.pid}.jsonl`);

  constructor() {
    // The workers are made later and inherit it.
    process.env.TEST_FAULT_TABLE = this.#file;
  }

  onRunComplete() {
    if (!existsSync(this.#file)) return;
    const lines = readFileSync(this.#file, 'utf8').trim().split('\n');
    rmSync(this.#file);
    process.stderr.write(`\n${table(lines.map((line) => JSON.parse(line)))}\n`);
  }
}

function table(lines) {
  const rows = [
    ['scenario', 'expected', 'seen'],
    ...lines.map(({ scenario, expected, seen }) => [scenario, expected, seen]).sort(byScenario),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map(
      ([scenario, expected, seen]) =>
        `${scenario.padEnd(widths[0])}  ${expected.padEnd(widths[1])}  ${seen}\n`,
    )
    .join('');
}

function byScenario([one], [other]) {
  return one < other ? -1 : Number(one > other);
}
