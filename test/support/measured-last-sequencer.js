import TestSequencer from '@jest/test-sequencer';

/** Jest's own order, but what is measured (test/faults/measured.long.test.ts) comes last, when the other worker is idle. */
export default class MeasuredLastSequencer extends TestSequencer {
  sort(tests) {
    const isMeasured = ({ path }) => path.includes('/measured.');
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !isMeasured(test)), ...sorted.filter(isMeasured)];
  }
}
