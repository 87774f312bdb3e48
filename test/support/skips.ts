/**
 * Says on standard error what is left out and why; where `TEST_FORBID_SKIPS` is set, nothing may be left out and
 * this throws instead.
 */
export function leaveOut(reason: string): void {
  if (process.env.TEST_FORBID_SKIPS) throw new Error(`Nothing may be left out here, but: ${reason}`);
  process.stderr.write(`(left out: ${reason})\n`);
}
