/** The date at an instant, milliseconds since 1970. Throws TypeError for what is no whole number a date can be. */
export function dateOf(millis: number): Date {
  const date = new Date(millis);
  if (Number.isInteger(millis) && !Number.isNaN(date.getTime())) return date;
  throw new TypeError(`${millis} is not a whole number of milliseconds that a date can be.`);
}
