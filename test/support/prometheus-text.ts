/** One line of Prometheus' text form. */
export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** What a gateway serves at /metrics. */
export type Scrape = {
  readonly text: string;
  readonly samples: readonly Sample[];
  /** Type of each metric family, by its name. */
  readonly types: ReadonlyMap<string, string>;
  /** Each sample's name and labels, sorted. */
  readonly series: readonly string[];
  /** The sum of all samples of a name that have these labels; 0 without any. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
};

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;

/** Asks a gateway for its metrics. Throws on a line that is not in the text form (version 0.0.4), and on a status not 200. */
export async function scrapeMetrics(url: string): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`);
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}.`);
  return readMetrics(await response.text());
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function readMetrics(text: string): Scrape {
  const lines = text.split('\n').filter((line) => line !== '');
  const samples = lines.filter((line) => !line.startsWith('#')).map(readSample);
  const typeLines = lines.map((line) => /^# TYPE (\S+) (\w+)$/.exec(line)).filter((match) => match !== null);
  return {
    text,
    samples,
    types: new Map(typeLines.map(([, name = '', type = '']) => [name, type])),
    series: samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`).sort(),
    sum: (name, wanted = {}) =>
      samples
        .filter((sample) => sample.name === name && hasLabels(sample, wanted))
        .reduce((total, { value }) => total + value, 0),
  };
}

function hasLabels({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function readSample(line: string): Sample {
  const match = SAMPLE.exec(line);
  if (match === null) throw new Error(`No sample: ${line}`);
  const [, name = '', written = '', value = ''] = match;
  const found = [...written.matchAll(LABEL)];
  if (found.map(([whole]) => whole).join('') !== written) throw new Error(`No labels: ${line}`);
  return {
    name,
    labels: Object.fromEntries(found.map(([, label = '', text = '']) => [label, text])),
    value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value),
  };
}
