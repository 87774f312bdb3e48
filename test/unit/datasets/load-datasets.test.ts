import { describe, expect, test } from '@jest/globals';
import { heldBy, holdersOf } from '../../../src/model/declared-dataset.ts';
import { declare, mistakesOf, SMALL } from '../../support/declarations.ts';

/** The mistakes of the small declaration with one text in place of another. */
function changed(from: string, to: string): string[] {
  expect(SMALL).toContain(from);
  return mistakesOf({ 'p.yaml': SMALL.replace(from, to) });
}

describe('a declaration', () => {
  test('is settled: short forms written out, defaults filled in', () => {
    expect(declare({ 'p.yaml': SMALL })).toEqual([
      {
        name: 'prices',
        title: 'Prices',
        description: null,
        synthetic: false,
        backend: 'clickhouse',
        table: ['energy', 'prices'],
        final: false,
        time: { column: 'time', type: 'instant' },
        key: ['time', 'hub'],
        order: [{ name: 'time', direction: 'ASC' }],
        dimensions: [
          { name: 'hub', column: 'hub', type: 'text', nullable: false, label: 'Hub', description: null },
        ],
        measures: [
          {
            ...{ name: 'price', column: 'price', type: 'decimal', scale: 4, units: null, additivity: 'RATE' },
            ...{ label: 'Price', description: null },
          },
          {
            ...{ name: 'net_volume', column: 'volume_mwh', type: 'float', scale: 0, units: 'MWh' },
            ...{ additivity: 'FLOW', label: 'Net volume', description: null },
          },
        ],
        rollups: [],
        fallback: null,
      },
    ]);
  });

  test('has rollups, an order, a key of its own', () => {
    const [dataset] = declare({
      'p.yaml': `${SMALL.replace('time: time', 'time: { column: at, type: epoch_millis }')}order: [{ by: price, direction: desc }]
rollups:
  daily: { table: prices_daily, width: P1D, time: day, dimensions: [hub], row_count: n, measures: { price: { sum: price_sum } } }
`,
    });
    expect(dataset).toMatchObject({
      time: { column: 'at', type: 'epoch_millis' },
      order: [{ name: 'price', direction: 'DESC' }],
      rollups: [
        {
          name: 'daily',
          table: ['prices_daily'],
          width: 'P1D',
          time: { column: 'day', type: 'instant' },
          dimensions: ['hub'],
          rowCount: 'n',
          measures: { price: { sum: 'price_sum' } },
        },
      ],
    });
  });

  test('has a fallback, whose table is another one with the same columns', () => {
    const [dataset] = declare({
      'p.yaml': SMALL.replace(
        'clickhouse',
        'timescale\nfallback: { backend: clickhouse, table: p, final: true }',
      ),
    });
    if (dataset === undefined) throw new Error('Nothing was declared.');
    expect(dataset.fallback).toEqual({ backend: 'clickhouse', table: ['p'], final: true });
    expect(holdersOf(dataset)).toEqual(['timescale', 'clickhouse']);
    const rollup = {
      ...{ name: 'daily', table: ['d'], width: 'P1D', time: dataset.time, dimensions: [], rowCount: 'n' },
      measures: {},
    };
    const rolled = { ...dataset, rollups: [rollup] };
    expect(heldBy(rolled, 'timescale')).toBe(rolled);
    expect(heldBy(rolled, 'clickhouse')).toEqual({
      ...dataset,
      ...{ backend: 'clickhouse', table: ['p'], final: true, rollups: [], fallback: null },
    });
    expect(() => heldBy(rolled, 'trino')).toThrow('prices is not declared to be in trino.');
  });

  test.each([
    [
      'an unknown key',
      'title:',
      'titel:',
      [
        'p.yaml:1: title is missing. Allowed: a title for people.',
        'p.yaml:2: titel is no known key. Allowed: name, title, description, synthetic, backend, table, final, time, key, order, dimensions, measures, rollups, fallback. Did you mean title?',
      ],
    ],
    [
      'an unknown key deep inside',
      'scale: 4',
      'scala: 4',
      [
        'p.yaml:10: measures.price.scala is no known key. Allowed: column, label, description, type, scale, units, additivity. Did you mean scale?',
      ],
    ],
    [
      'an unknown backend',
      'clickhouse',
      'clickhose',
      [
        'p.yaml:3: backend "clickhose" is not allowed. Allowed: timescale, clickhouse, trino. Did you mean clickhouse?',
      ],
    ],
    [
      'a name that is not snake_case',
      'hub: {}',
      'Hub: {}',
      [
        'p.yaml:8: dimensions.Hub "Hub" is not allowed. Allowed: snake_case (lower-case letters, digits and single underscores, a letter first).',
      ],
    ],
    [
      'a dimension and a measure with one enum name',
      'hub: {}',
      'price: {}',
      [
        'p.yaml:10: measures.price would be the GraphQL enum value PRICE, as price is. Allowed: another name with `column: price`.',
        'p.yaml:6: key.1 names hub, which is not declared. Allowed: time, price, price, net_volume.',
      ],
    ],
    [
      'two columns with one field name',
      'hub: {}',
      'a_1: {}\n  a1: {}\n  hub: {}',
      [
        'p.yaml:9: dimensions.a1 would be the GraphQL field a1, as a_1 is. Allowed: another name with `column: a1`.',
      ],
    ],
    [
      'a column whose field is taken',
      'hub: {}',
      'hub: {}\n  time: {}',
      [
        'p.yaml:9: dimensions.time would be the GraphQL field time, which is another one. Allowed: another name with `column: time`.',
      ],
    ],
    [
      'a measure whose field is taken',
      'net_volume:',
      'count:',
      [
        'p.yaml:11: measures.count would be the GraphQL field count, which is another one. Allowed: another name with `column: count`.',
      ],
    ],
    [
      'a root field of the gateway',
      'name: prices',
      'name: eia_series',
      [
        'p.yaml:1: name would be the GraphQL field eiaSeries, which the gateway itself has. Allowed: another name.',
      ],
    ],
    [
      'a type of the gateway',
      'name: prices',
      'name: string',
      [
        'p.yaml:1: name would make the GraphQL type StringFilter, which the gateway itself has. Allowed: another name.',
      ],
    ],
    [
      'a type that all datasets share',
      'name: prices',
      'name: float_flow',
      [
        'p.yaml:1: name would make the GraphQL type FloatFlowHaving, which the gateway itself has. Allowed: another name.',
      ],
    ],
    [
      'a decimal without scale',
      ', scale: 4',
      '',
      ['p.yaml:10: measures.price is a decimal without a scale. Allowed: scale, from 0 to 20.'],
    ],
    [
      'a scale of no decimal',
      'type: decimal, ',
      '',
      ['p.yaml:10: measures.price.scale is for decimals, and the type is float. Leave it out.'],
    ],
    [
      'a scale out of bounds',
      'scale: 4',
      'scale: 40',
      ['p.yaml:10: measures.price.scale 40 is not allowed. Allowed: a whole number from 0 to 20.'],
    ],
    [
      'no additivity',
      'additivity: rate',
      'units: USD',
      ['p.yaml:10: measures.price.additivity is missing. Allowed: flow, stock, rate.'],
    ],
    [
      'a key that names nothing',
      '[time, hub]',
      '[time, hbu]',
      [
        'p.yaml:6: key.1 names hbu, which is not declared. Allowed: time, hub, price, net_volume. Did you mean hub?',
      ],
    ],
    [
      'a key that names one twice',
      '[time, hub]',
      '[time, hub, time]',
      ['p.yaml:6: key.2 names time twice. Name it once.'],
    ],
    [
      'a level in a table whose key has no time',
      'key: [time, hub]\ndimensions:\n  hub: {}\nmeasures:\n  price: { type: decimal, scale: 4, additivity: rate }',
      'key: [hub]\ndimensions:\n  hub: {}\nmeasures:\n  price: { type: decimal, scale: 4, additivity: stock }',
      [
        "p.yaml:10: measures.price.additivity is stock, of which each thing's newest value adds up, and the key, which tells things apart, does not name time. Allowed: a key of time and dimensions, or rate.",
      ],
    ],
    [
      'a level in a table whose key has a measure',
      'key: [time, hub]\ndimensions:\n  hub: {}\nmeasures:\n  price: { type: decimal, scale: 4, additivity: rate }',
      'key: [time, net_volume]\ndimensions:\n  hub: {}\nmeasures:\n  price: { type: decimal, scale: 4, additivity: stock }',
      [
        "p.yaml:10: measures.price.additivity is stock, of which each thing's newest value adds up, and the key, which tells things apart, names the measure net_volume. Allowed: a key of time and dimensions, or rate.",
      ],
    ],
    [
      'an empty key',
      '[time, hub]',
      '[]',
      ['p.yaml:6: key an empty list is not allowed. Allowed: at least one name.'],
    ],
    [
      'an order that names nothing',
      'time: time',
      'time: time\norder: [{ by: volume }]',
      ['p.yaml:6: order.0.by names volume, which is not declared. Allowed: time, hub, price, net_volume.'],
    ],
    [
      'FINAL elsewhere than in ClickHouse',
      'clickhouse',
      'timescale\nfinal: true',
      ['p.yaml:4: final is for ClickHouse, and the backend is timescale. Leave it out.'],
    ],
    [
      'a fallback on the same engine',
      'time: time',
      'time: time\nfallback: { backend: clickhouse, table: p }',
      ['p.yaml:6: fallback.backend is clickhouse, as the first one is. Allowed: timescale, trino.'],
    ],
    [
      'a fallback with an unknown key',
      'time: time',
      'time: time\nfallback: { backend: trino, table: p, final: true, tabel: x }',
      ['p.yaml:6: fallback.tabel is no known key. Allowed: backend, table, final. Did you mean table?'],
    ],
    [
      'a fallback whose table is none of its engine, and FINAL elsewhere than in ClickHouse',
      'time: time',
      'time: time\nfallback: { backend: trino, table: p, final: true }',
      [
        'p.yaml:6: fallback.final is for ClickHouse, and the backend is trino. Leave it out.',
        'p.yaml:6: fallback.table "p" is no table of trino. Allowed: catalog.schema.table.',
      ],
    ],
    [
      'a fallback that is only a name',
      'time: time',
      'time: time\nfallback: timescale',
      ['p.yaml:6: fallback "timescale" is not allowed. Allowed: a mapping of keys to values.'],
    ],
    [
      'a table with too few parts',
      'clickhouse',
      'trino',
      ['p.yaml:4: table "energy.prices" is no table of trino. Allowed: catalog.schema.table.'],
    ],
    [
      'a table with an empty part',
      'energy.prices',
      'energy..prices',
      ['p.yaml:4: table "energy..prices" is not allowed. Allowed: one to three names joined by dots.'],
    ],
    [
      'an unknown type of time',
      'time: time',
      'time: { column: time, type: seconds }',
      ['p.yaml:5: time.type "seconds" is not allowed. Allowed: instant, date, epoch_millis.'],
    ],
    [
      'a time without its column',
      'time: time',
      'time: { colum: time }',
      [
        'p.yaml:5: time.column is missing. Allowed: the name of a column.',
        'p.yaml:5: time.colum is no known key. Allowed: column, type. Did you mean column?',
      ],
    ],
    [
      'a list as time',
      'time: time',
      'time: [time]',
      [
        'p.yaml:5: time a list or mapping is not allowed. Allowed: the name of a column, or { column, type }.',
      ],
    ],
    ['text that is no YAML', 'hub: {}', 'hub: {', ['p.yaml:9: is not YAML']],
    [
      'two keys of one name',
      'hub: {}',
      'hub: {}\n  hub: {}',
      ['p.yaml:9: is not YAML: Map keys must be unique'],
    ],
  ])('with %s is refused', (_, from, to, expected) => {
    const mistakes = changed(from, to);
    expect(mistakes).toHaveLength(expected.length);
    expected.forEach((text, index) => {
      expect(mistakes[index]).toContain(`  - ./${text}`);
    });
  });
});
