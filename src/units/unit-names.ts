/** A unit of `unit-math.ts` times a whole number, and what it measures. */
export type NamedUnit = {
  readonly expression: string;
  readonly scale: number;
  /** In words, e.g. `energy`. */
  readonly dimension: string;
};

type Family = readonly [expression: string, dimension: string, scales: Readonly<Record<string, number>>];

/** Names in lower case and the singular; STEO's abbreviations (`qbtu`, `mmst`) are among them. */
const FAMILIES: readonly Family[] = [
  ['Wh', 'energy', { wh: 1, watthour: 1, kwh: 1e3, kilowatthour: 1e3, mwh: 1e6, megawatthour: 1e6 }],
  ['Wh', 'energy', { gwh: 1e9, gigawatthour: 1e9, twh: 1e12, terawatthour: 1e12, bkwh: 1e12 }],
  [
    'J',
    'energy',
    { j: 1, joule: 1, kj: 1e3, kilojoule: 1e3, mj: 1e6, megajoule: 1e6, gj: 1e9, gigajoule: 1e9 },
  ],
  ['J', 'energy', { tj: 1e12, terajoule: 1e12, pj: 1e15, petajoule: 1e15 }],
  [
    'btuIT',
    'energy',
    { btu: 1, 'british thermal unit': 1, therm: 1e5, dekatherm: 1e6, dth: 1e6, mmbtu: 1e6 },
  ],
  ['btuIT', 'energy', { bbtu: 1e9, tbtu: 1e12, qbtu: 1e15, quad: 1e15 }],
  ['W', 'power', { w: 1, watt: 1, kw: 1e3, kilowatt: 1e3, mw: 1e6, megawatt: 1e6, gw: 1e9, gigawatt: 1e9 }],
  [
    'cubicfoot',
    'volume',
    { cf: 1, ft3: 1, 'ft³': 1, 'cubic foot': 1, mcf: 1e3, mmcf: 1e6, bcf: 1e9, tcf: 1e12 },
  ],
  ['m^3', 'volume', { m3: 1, 'm³': 1, 'cubic meter': 1, 'cubic metre': 1 }],
  ['L', 'volume', { l: 1, liter: 1, litre: 1 }],
  ['gallonUS', 'volume', { gal: 1, gallon: 1 }],
  ['barrelUS', 'volume', { bbl: 1, barrel: 1, mbbl: 1e3, mmbbl: 1e6 }],
  ['cordwood', 'volume', { cord: 1 }],
  ['g', 'mass', { g: 1, gram: 1, kg: 1e3, kilogram: 1e3, t: 1e6, tonne: 1e6, 'metric ton': 1e6 }],
  ['g', 'mass', { kt: 1e9, mmt: 1e12 }],
  ['poundAV', 'mass', { lb: 1, pound: 1 }],
  ['shortton', 'mass', { 'short ton': 1, ton: 1, mmst: 1e6 }],
  ['dollar', 'money', { dollar: 1, usd: 1, us$: 1, $: 1 }],
  ['cent', 'money', { cent: 1, c: 1, '¢': 1 }],
  ['each', 'count', { '': 1, count: 1, number: 1, customer: 1, 'number of customer': 1 }],
  ['mile', 'distance', { mi: 1, mile: 1 }],
  ['km', 'distance', { km: 1, kilometer: 1, kilometre: 1 }],
  ['hour', 'time', { h: 1, hr: 1, hour: 1 }],
  ['day', 'time', { d: 1, day: 1, 'calendar day': 1, 'stream day': 1 }],
  ['year', 'time', { year: 1 }],
  ['degreeday', 'degree days', { tdd: 1, 'degree day': 1, 'heating degree day': 1, 'cooling degree day': 1 }],
];

/** The years whose prices EIA has counted in, for dollars with inflation taken out. */
export const PRICE_YEARS: readonly string[] = ['2000', '2005', '2009', '2012', '2017'];

const NAMED: ReadonlyMap<string, NamedUnit> = new Map(
  FAMILIES.flatMap(([expression, dimension, scales]) =>
    Object.entries(scales).map(([name, scale]) => [name, { expression, scale, dimension }] as const),
  ),
);

/**
 * Whole names in their own case only: a million tonnes, and what STEO writes in lower case. `Mb` and `M` count thousands
 * elsewhere, `K` is the kelvin.
 */
const IN_OWN_CASE: ReadonlyMap<string, NamedUnit> = new Map([
  ['Mt', { expression: 'g', scale: 1e12, dimension: 'mass' }],
  ['mb', { expression: 'barrelUS', scale: 1e6, dimension: 'volume' }],
  ['k', { expression: 'each', scale: 1e3, dimension: 'count' }],
  ['m', { expression: 'each', scale: 1e6, dimension: 'count' }],
  ['m mi', { expression: 'mile', scale: 1e6, dimension: 'distance' }],
]);

/** Before a capital these are milli and pico (`mWh`, `pJ`), never a million or 1e15; all in lower case they are STEO's. */
const SMALL_PREFIX = /^[mp][A-Z]/;

/** Words, known by a vowel, have a plural, and so do these three. Symbols have none: `cfs` is a cubic foot per second. */
const HAS_PLURAL = /^(?=.{3})[a-z ]*[aeiou][a-z ]*$|bbl$|^lb$|^hr$/;

const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  quadrillion: 1e15,
};

/** A name with or without a word of scale: `thousand megawatthours`, `MWh`, `million MMBtu`. */
export function namedUnit(text: string): NamedUnit | undefined {
  const whole = IN_OWN_CASE.get(text);
  if (whole !== undefined) return whole;
  const name = text.replace(/watt[ -]hour/i, 'watthour').replace(/\bfeet\b/i, 'foot');
  const unit = singleUnit(name);
  if (unit !== undefined) return unit;
  const [first = '', ...rest] = name.split(' ');
  const word = first.toLowerCase();
  const scale = Object.hasOwn(SCALES, word) ? SCALES[word] : undefined;
  const scaled = scale === undefined ? undefined : singleUnit(rest.join(' '));
  return scale === undefined || scaled === undefined ? undefined : { ...scaled, scale: scaled.scale * scale };
}

function singleUnit(text: string): NamedUnit | undefined {
  if (SMALL_PREFIX.test(text)) return undefined;
  const name = text.toLowerCase();
  return NAMED.get(name) ?? singularOf(name) ?? constantDollars(name);
}

function singularOf(name: string): NamedUnit | undefined {
  const singular = name.replace(/s$/, '');
  const unit = NAMED.get(singular);
  // Of known names only: a client's text may be long.
  return unit !== undefined && HAS_PLURAL.test(singular) ? unit : undefined;
}

/** `chained (2005) dollars`, and STEO's `b2017usd`. */
function constantDollars(name: string): NamedUnit | undefined {
  const [, chained, billions] = /^(?:chained \((\d{4})\) dollars?|b(\d{4})usd)$/.exec(name) ?? [];
  const year = chained ?? billions;
  if (year === undefined || !PRICE_YEARS.includes(year)) return undefined;
  const scale = billions === undefined ? 1 : 1e9;
  return { expression: `dollar${year}`, scale, dimension: `money of ${year}` };
}
