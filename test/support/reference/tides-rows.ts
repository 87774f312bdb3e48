import type { Kind, Value } from './aggregates.ts';

/** A row of the tides: in which era it lies, its dimensions, and its values, some of them missing. */
export type TideRow = {
  readonly millis: number;
  readonly era: string;
  readonly site: string;
  readonly grade: string | null;
  /** Unique, and in no order of time. */
  readonly lot: number;
  /** From 0 the place among the rows of one site and time. */
  readonly slot: number;
  readonly values: Readonly<Record<Measure, Value | null>>;
};

/** What is measured, and how it is kept. Amounts are declared twice, as what adds up over time and as a level. */
export const KINDS = {
  load: { type: 'float', scale: 0 },
  amount: { type: 'decimal', scale: 3 },
  level: { type: 'decimal', scale: 3 },
  trades: { type: 'int64', scale: 0 },
  price: { type: 'float', scale: 0 },
} as const satisfies Record<string, Kind>;
export type Measure = keyof typeof KINDS;
export const FLOWS: readonly Measure[] = ['load', 'amount', 'trades'];
export const STOCKS: readonly Measure[] = ['level'];

/** A stretch of time with rows about `stepMinutes` apart, of interest to these zones. */
export type Era = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly stepMinutes: number;
  readonly zones: readonly string[];
  /** Where its clocks or its calendar turn. */
  readonly turns: readonly string[];
};

export const ERAS: readonly Era[] = [
  {
    ...{ name: 'autumn', from: '2024-11-01T00:00:00Z', to: '2024-11-06T00:00:00Z', stepMinutes: 11 },
    zones: ['America/New_York', 'America/Chicago', 'America/St_Johns', 'America/Havana', 'UTC'],
    turns: ['2024-11-03T06:00:00Z', '2024-11-04T06:00:00Z'],
  },
  {
    ...{ name: 'spring', from: '2024-03-08T00:00:00Z', to: '2024-03-13T00:00:00Z', stepMinutes: 17 },
    zones: ['America/New_York', 'America/Los_Angeles', 'America/Phoenix', 'Africa/Casablanca', 'UTC'],
    turns: ['2024-03-10T08:00:00Z', '2024-03-11T08:00:00Z'],
  },
  {
    ...{ name: 'half', from: '2024-04-05T00:00:00Z', to: '2024-04-09T00:00:00Z', stepMinutes: 13 },
    zones: ['Australia/Lord_Howe', 'Australia/Sydney', 'Antarctica/Troll', 'Asia/Kathmandu'],
    turns: ['2024-04-06T15:00:00Z', '2024-04-07T15:00:00Z'],
  },
  {
    ...{ name: 'lost', from: '2011-12-27T00:00:00Z', to: '2012-01-03T00:00:00Z', stepMinutes: 31 },
    zones: ['Pacific/Apia', 'Pacific/Fakaofo', 'Pacific/Kiritimati', 'UTC'],
    turns: ['2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
  },
  {
    ...{ name: 'past', from: '1955-01-01T00:00:00Z', to: '1973-01-01T00:00:00Z', stepMinutes: 12_000 },
    zones: ['Africa/Monrovia', 'Europe/Dublin', 'Europe/Amsterdam', 'Asia/Kolkata', 'America/New_York'],
    turns: ['1956-03-01T00:00:00Z', '1965-01-01T00:00:00Z'],
  },
  {
    ...{ name: 'years', from: '1996-01-01T00:00:00Z', to: '2027-06-01T00:00:00Z', stepMinutes: 21_000 },
    zones: ['America/Denver', 'America/Sao_Paulo', 'Asia/Tehran', 'Asia/Gaza', 'Europe/Moscow', 'UTC'],
    turns: ['2000-02-29T00:00:00Z', '2004-12-31T00:00:00Z', '2024-03-31T00:00:00Z'],
  },
  {
    ...{ name: 'ahead', from: '2039-01-01T00:00:00Z', to: '2041-01-01T00:00:00Z', stepMinutes: 9_000 },
    zones: ['America/New_York', 'Europe/Berlin', 'UTC'],
    turns: ['2040-02-29T00:00:00Z', '2040-03-31T00:00:00Z'],
  },
  {
    ...{ name: 'leap', from: '2024-01-27T00:00:00Z', to: '2024-04-02T00:00:00Z', stepMinutes: 160 },
    zones: ['America/Asuncion', 'America/New_York', 'Europe/Berlin', 'Asia/Almaty', 'UTC'],
    turns: ['2024-02-29T12:00:00Z', '2024-03-24T03:00:00Z', '2024-03-31T00:00:00Z', '2024-04-01T00:00:00Z'],
  },
];

export const SITES = ['Zeta', 'alpha', 'alpha 2', 'Ölfeld', '𝔘𐐷'] as const;
const GRADES = ['A', 'B', null, ''] as const;

/** The rows of all eras in order of time; the same every time. */
export const TIDE_ROWS: readonly TideRow[] = makeRows();

function makeRows(): TideRow[] {
  const random = randomNumbers(20_241_103);
  const whole = (below: number): number => Math.floor(random() * below);
  const pick = <T>(values: readonly T[]): T => values[whole(values.length)] as T;
  const rows: TideRow[] = [];
  const slots = new Map<string, number>();
  for (const { name, from, to, stepMinutes } of ERAS) {
    for (let millis = Date.parse(from); millis < Date.parse(to); ) {
      // Several sites at once, some of them twice; now and then nothing for long.
      for (let count = pick([1, 1, 2, 3]); count > 0; count--) {
        const lot = (rows.length * 7_919) % 104_729;
        const site = pick(SITES);
        const slot = slots.get(`${millis} ${site}`) ?? 0;
        slots.set(`${millis} ${site}`, slot + 1);
        rows.push({ millis, era: name, site, grade: pick(GRADES), lot, slot, values: valuesOf(lot) });
      }
      const steps = random() < 0.03 ? 30 * random() : 0.2 + 1.6 * random();
      const next = millis + steps * stepMinutes * 60_000;
      millis = random() < 0.3 ? Math.ceil(next / 1_800_000) * 1_800_000 : Math.round(next);
    }
  }
  return rows;

  function valuesOf(lot: number): TideRow['values'] {
    // A third of the lots are all but empty: buckets with rows and no values.
    const isMissing = (): boolean => random() < (lot % 3 === 0 ? 0.9 : 0.05);
    const sign = random() < 0.3 ? -1 : 1;
    const size = sign * 10 ** (random() * 12 - 4);
    const values = {
      load: isMissing() ? null : pick([size, random(), 0, 1.5, 1e6]),
      amount: isMissing()
        ? null
        : pick([BigInt(Math.round(size * 1_000)), BigInt(whole(2_000) - 1_000), 0n, 1n]),
      trades: isMissing()
        ? null
        : pick([BigInt(whole(100)), BigInt(-whole(5)), BigInt(whole(2 ** 47)) * 65_535n]),
      price: isMissing() ? null : Math.round(random() * 20_000 - 2_000) / 100,
    };
    return { ...values, level: values.amount };
  }
}

/** A generator of numbers from 0 to below 1 (mulberry32, Tommy Ettinger, public domain). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
