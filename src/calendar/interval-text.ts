/** A stretch of time in ISO 8601, e.g. `P1M`, `P7D`, `PT1H30M`; the parts are whole or fractional, none negative. */
export function intervalText(months: number, days: number, seconds: number): string {
  const years = Math.floor(months / 12);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const date = part(years, 'Y') + part(months % 12, 'M') + part(days, 'D');
  const time = part(hours, 'H') + part(minutes, 'M') + part(Number((seconds % 60).toFixed(6)), 'S');
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

function part(count: number, letter: string): string {
  return count === 0 ? '' : `${count}${letter}`;
}
