/** The years that RFC 3339 can write, without year 0, which not every engine knows: milliseconds since 1970, as if UTC. */
export const FIRST_WRITABLE = Date.parse('0001-01-01T00:00:00Z');
export const LAST_WRITABLE = Date.parse('9999-12-31T23:59:59.999Z');

/** True for a time, local or in UTC, in the years 1 to 9999. */
export function isWritable(millis: number): boolean {
  return millis >= FIRST_WRITABLE && millis <= LAST_WRITABLE;
}
