import { type DemoTable, GENERATED_COMMENT } from './demo-table.ts';
import { createRandom, decimalText } from './random.ts';

const PRODUCTS = ['BASE_MONTH', 'BASE_WEEK', 'PEAK_DAY', 'PEAK_MONTH'];
const BROKERS = ['Alder', 'Birch', 'Cedar', null];
const START_MILLIS = Date.UTC(2024, 0, 1);
const ROWS = 100_000;
/** Ids that a double cannot hold. */
const FIRST_ID = 9_007_199_254_740_993n;

/** Generated trades of 2024 at odd instants: exact prices, whole quantities, ids beyond 2^53, brokers that may be missing. */
export const TRADES: DemoTable = {
  name: 'trades',
  backend: 'clickhouse',
  makeStatements: () => [
    `create table if not exists trades (
       time DateTime64(3, 'UTC') codec(Delta, LZ4),
       trade_id Int64,
       product LowCardinality(String),
       side LowCardinality(String),
       broker LowCardinality(Nullable(String)),
       price Decimal(18, 4),
       quantity Int64,
       version UInt64 codec(Delta, LZ4)
     ) engine = ReplacingMergeTree(version) partition by toYYYYMM(time) order by (time, trade_id)
     comment '${GENERATED_COMMENT}'`,
  ],
  finishStatements: () => [],
  key: ['time', 'trade_id'],
  columns: [
    { name: 'time', type: 'timestamp' },
    { name: 'trade_id', type: 'int64' },
    { name: 'product', type: 'text' },
    { name: 'side', type: 'text' },
    { name: 'broker', type: 'text' },
    { name: 'price', type: 'decimal' },
    { name: 'quantity', type: 'int64' },
  ],
  rowCount: ROWS,
  *rows() {
    const random = createRandom(7);
    const pick = <Value>(values: readonly Value[]): Value =>
      values[Math.floor(random() * values.length)] as Value;
    let millis = START_MILLIS;
    let price = 48;
    for (let index = 0; index < ROWS; index += 1) {
      // 366 days hold 316,224 milliseconds for each trade.
      millis += Math.floor(random() * 632_000);
      price = Math.max(5, price + (random() - 0.5) * 0.8 + (48 - price) * 0.002);
      yield [
        millis,
        FIRST_ID + BigInt(index),
        pick(PRODUCTS),
        random() < 0.5 ? 'BUY' : 'SELL',
        pick(BROKERS),
        decimalText(price, 4),
        1 + Math.floor(random() * 50),
      ];
    }
  },
};
