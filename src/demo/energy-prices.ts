import { type DemoTable, GENERATED_COMMENT } from './demo-table.ts';
import { createRandom, decimalText, rounded } from './random.ts';

const REGIONS = ['CAISO', 'ERCOT', 'ISONE', 'MISO', 'NYISO', 'PJM', 'SPP'];
const PRODUCTS = ['DAY_AHEAD', 'REAL_TIME'];
const START_MILLIS = Date.UTC(2024, 0, 1);
const HOURS = 366 * 24;
const HOUR_MILLIS = 3_600_000;

/** Generated hourly prices of 2024: a daily and a yearly wave, noise, spikes, some negative, some missing. */
export const ENERGY_PRICES: DemoTable = {
  name: 'energy_prices',
  backend: 'clickhouse',
  makeStatements: () => [
    `create table if not exists energy_prices (
       time DateTime64(3, 'UTC') codec(Delta, LZ4),
       region LowCardinality(String),
       product LowCardinality(String),
       price Nullable(Decimal(18, 4)),
       volume Nullable(Float64),
       version UInt64 codec(Delta, LZ4)
     ) engine = ReplacingMergeTree(version) partition by toYYYYMM(time) order by (region, product, time)
     comment '${GENERATED_COMMENT}'`,
  ],
  finishStatements: () => [],
  key: ['region', 'product', 'time'],
  columns: [
    { name: 'time', type: 'timestamp' },
    { name: 'region', type: 'text' },
    { name: 'product', type: 'text' },
    { name: 'price', type: 'decimal' },
    { name: 'volume', type: 'float64' },
  ],
  rowCount: HOURS * REGIONS.length * PRODUCTS.length,
  *rows() {
    const random = createRandom(2_024);
    for (let hour = 0; hour < HOURS; hour += 1) {
      const day = Math.sin(((hour % 24) - 9) * (Math.PI / 12));
      const season = Math.cos((hour / HOURS) * 4 * Math.PI);
      for (const [place, region] of REGIONS.entries()) {
        for (const product of PRODUCTS) {
          const spread = product === 'REAL_TIME' ? 14 : 6;
          const spike = random() < 0.002 ? 250 * random() : 0;
          const price = 32 + 2 * place + 12 * day + 5 * season + spread * (random() - 0.5) * 2 + spike;
          const volume = 900 + 150 * place + 260 * day + 120 * random();
          yield [
            START_MILLIS + hour * HOUR_MILLIS,
            region,
            product,
            random() < 0.003 ? null : decimalText(price - (random() < 0.01 ? 50 : 0), 4),
            random() < 0.003 ? null : rounded(volume, 3),
          ];
        }
      }
    }
  },
};
