/** Bulk lines of invented series that hold what engines might treat differently. Every name says "invented". */
export const VARIED_LINES: readonly string[] = [
  line('TEST.ANNUAL.A', 'A', 'Invented: annual, before 1900', [
    ['1859', 1],
    ['1860', null],
    ['1949', 3e-5],
    ['2024', 1e15],
  ]),
  line('TEST.NUMBERS.Q', 'Q', 'Invented: hard numbers, quarterly', [
    ['2020Q1', 0.1],
    ['2020Q2', 1e21],
    ['2020Q3', 1.5e-7],
    ['2020Q4', 123456789012345680],
    ['2021Q1', 5e-324],
    ['2021Q2', 1.7976931348623157e308],
    ['2021Q3', -0],
    ['2021Q4', 100],
    ['2022Q1', 9007199254740992],
    ['2022Q2', 0.30000000000000004],
    ['2022Q3', -2.5],
    ['2022Q4', 1e20],
  ]),
  line('TEST.MONTHLY.M', 'M', 'Invented: monthly Öl, “quoted”\ttext', [
    ['202311', 1],
    ['202312', 2],
    ['202401', null],
    ['202402', 4],
    ['202403', 5.25],
  ]),
  line('TEST.WEEKLY.W', 'W', 'Invented: weekly', [
    ['20240301', 10],
    ['20240308', 11],
    ['20240315', 12],
  ]),
  line('TEST.FOUR.4', '4', 'Invented: four-week', [
    ['20240301', 20],
    ['20240308', 21],
  ]),
  line('TEST.DAILY.D', 'D', 'Invented: daily', [
    ['20240309', 1],
    ['20240310', 2],
    ['20240311', 3],
  ]),
  line(
    'TEST.HOURLY.H',
    'H',
    'Invented: hours around a clock change',
    Array.from({ length: 30 }, (_, hour) => [
      `202403${String(10 + Math.floor(hour / 24)).padStart(2, '0')}T${String(hour % 24).padStart(2, '0')}Z`,
      hour - 7.5,
    ]),
  ),
  line('TEST.LOCAL.HL', 'HL', 'Invented: local hours', [
    ['20240310T01-05', 1],
    ['20240310T03-04', 2],
  ]),
  line('TEST.EMPTY.M', 'M', 'Invented: no observations', []),
  line('TEST.NOTHING.M', 'M', 'Invented: no values', [['202401', null]]),
  line('ELEC.GEN.ALL-US-99.M', 'M', 'Invented: Net generation, all fuels', [['202401', 345.5]]),
  line('ELEC.GEN.SUN-TX-99.M', 'M', 'Invented: Net generation, solar 𝒳', [['202402', 7]], {
    geography: 'USA-TX',
    last_updated: '2024-04-01T12:00:00-04:00',
  }),
];

function line(
  id: string,
  frequency: string,
  name: string,
  data: readonly (readonly unknown[])[],
  more: object = {},
): string {
  const units = id.startsWith('ELEC') ? 'thousand megawatthours' : undefined;
  return JSON.stringify({ series_id: id, name, units, f: frequency, ...more, data: [...data].reverse() });
}
