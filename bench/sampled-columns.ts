import { parseArgs } from 'node:util';
import { startGateway } from '../test/support/gateway.ts';
import { loadLines } from '../test/support/load-lines.ts';
import { spreadOf, spreadText } from './spread.ts';
import { tableText } from './table.ts';

const USAGE = `Compares the columns of one series as they are with those that maxPoints leaves: time and size of an answer.
  npm run bench:sample
  --hours N       observations of the invented series (default 80000)
  --rounds N      answers of each (default 10)
  --backend NAME  clickhouse or timescale, embedded (default clickhouse)
`;

const FIRST_HOUR = Date.UTC(2000, 0, 1);
const ASKED: readonly (readonly [name: string, args: string])[] = [
  ['all points', ''],
  ['maxPoints 1000, LTTB', '(maxPoints: 1000)'],
  ['maxPoints 1000, MIN_MAX', '(maxPoints: 1000, downsampling: MIN_MAX)'],
];

/** A bulk line of an hourly series that looks like demand: days, weeks and noise. */
function demandLine(hours: number): string {
  const data = Array.from({ length: hours }, (_, index) => {
    const period = new Date(FIRST_HOUR + index * 3_600_000).toISOString().slice(0, 13).replaceAll('-', '');
    const value =
      9_000 + 2_000 * Math.sin(index / 3.82) + 700 * Math.sin(index / 26.7) + ((index * 7_919) % 500);
    return [`${period}Z`, Math.round(value)] as const;
  });
  return JSON.stringify({
    series_id: 'BENCH.H',
    name: 'Invented',
    units: 'megawatthours',
    f: 'H',
    data: data.reverse(),
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string', default: '80000' },
      rounds: { type: 'string', default: '10' },
      backend: { type: 'string', default: 'clickhouse' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { backend } = values;
  if (values.help || (backend !== 'clickhouse' && backend !== 'timescale')) {
    process.stdout.write(USAGE);
    return;
  }
  const hours = Number(values.hours);
  const settings = {
    'data_backend.backend_type': backend,
    [backend === 'clickhouse' ? 'timescale.url' : 'clickhouse.url']: 'none',
    'limits.max_points': '10000000',
    'limits.max_sampled_points': '10000000',
    'request.deadline_ms': '60000',
  };
  const gateway = await startGateway({ settings });
  try {
    await loadLines(gateway.backend(backend), [demandLine(hours)]);
    const measured = ASKED.map(() => ({ millis: [] as number[], bytes: 0 }));
    // In turn, so that a busy machine disturbs all of them.
    for (let round = -1; round < Number(values.rounds); round++) {
      for (const [index, [, args]] of ASKED.entries()) {
        const began = performance.now();
        const query = `{ eiaSeries(id: "BENCH.H") { columns${args} { epochMillis value } } }`;
        const { text, errors } = await gateway.query(query);
        if (errors.length > 0) throw new Error(text.slice(0, 500));
        const one = measured[index];
        if (one === undefined || round < 0) continue;
        one.millis.push(performance.now() - began);
        one.bytes = text.length;
      }
    }
    const rows = ASKED.map(([name], index) => {
      const { millis = [], bytes = 0 } = measured[index] ?? {};
      return [name, spreadText(spreadOf(millis), 0), (bytes / 1_000).toFixed(0)];
    });
    process.stdout.write(
      `${hours} hours, ${backend}\n${tableText(['columns', 'ms (min-max)', 'kB'], rows)}\n`,
    );
  } finally {
    await gateway.close();
  }
}

await main();
