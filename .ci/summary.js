import { readFileSync } from 'node:fs';

/** Prints the closing line of a run from jest's JSON report; fails on failed or skipped tests, and on none at all. */
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + report.numTodoTests;
const crashed = report.numRuntimeErrorTestSuites;
for (const suite of report.testResults) {
  for (const { status, fullName } of suite.assertionResults) {
    if (status === 'pending' || status === 'todo') process.stdout.write(`skipped: ${fullName}\n`);
  }
}
const failed = report.numFailedTests + crashed;
process.stdout.write(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || skipped > 0 || report.numPassedTests === 0 ? 1 : 0;
