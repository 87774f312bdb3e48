/**
 * A jest reporter that closes a run with a table of engines: every outermost `describe` named `suite · engine`, e.g.
 * `contract · timescale (embedded)`, is a line, and a test in it whose title ends in `[not met: reason]` counts as not
 * met where it passes and is listed with its reason. It writes to standard error, where jest writes.
 */
export default class EngineTableReporter {
  onRunComplete(_contexts, { testResults }) {
    const lines = linesOf(testResults.flatMap(({ testResults: tests }) => tests));
    if (lines.length > 0) process.stderr.write(`\n${table(lines)}${unmetList(lines)}\n`);
  }
}

const NAME = /^(.+) · (.+)$/;
const UNMET = /^(.*) \[not met: (.*)\]$/s;

function linesOf(tests) {
  const lines = new Map();
  for (const { ancestorTitles, title, status } of tests) {
    const [name = ''] = ancestorTitles;
    const [, suite, engine] = NAME.exec(name) ?? [];
    if (engine === undefined) continue;
    const line = lines.get(name) ?? { engine, suite, passed: 0, failed: 0, skipped: 0, unmet: [] };
    lines.set(name, line);
    const [, shortTitle, reason] = UNMET.exec(title) ?? [];
    if (status === 'failed') line.failed += 1;
    else if (status !== 'passed') line.skipped += 1;
    else if (reason === undefined) line.passed += 1;
    else line.unmet.push(`${shortTitle}: ${reason}`);
  }
  return [...lines.values()].sort((one, other) =>
    `${one.engine} ${one.suite}` < `${other.engine} ${other.suite}` ? -1 : 1,
  );
}

function table(lines) {
  const rows = [
    ['engine', 'suite', 'passed', 'failed', 'not met', 'left out'],
    ...lines.map(({ engine, suite, passed, failed, unmet, skipped }) =>
      [engine, suite, passed, failed, unmet.length, skipped].map(String),
    ),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isText = (column) => column < 2;
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .concat('\n'),
    )
    .join('');
}

function unmetList(lines) {
  return lines
    .filter(({ unmet }) => unmet.length > 0)
    .map(
      ({ engine, suite, unmet }) =>
        `\n${engine}, ${suite}, not met:\n${unmet.map((each) => `  ${each}\n`).join('')}`,
    )
    .join('');
}
