import { type Value, value } from './value.ts';

const DIGITS = '12345678901234567890123456789012345678';
const SCALED = '-1234567890123456789012345678.9012345670';
const double = (name: string, cell: number, timescale: string, clickhouse: string, trino: string): Value =>
  value(`double, ${name}`, cell, `'${timescale}'::float8`, `toFloat64(${clickhouse})`, trino);
/** An instant from its text at `offset`, which is what its zone has then. */
const instant = (name: string, cell: string, local: string, offset: string, clickhouse: string): Value =>
  value(
    `instant, ${name}`,
    cell,
    `timestamptz '${local}${offset}'`,
    clickhouse,
    `timestamp '${local} ${offset}'`,
  );

/** Numbers, booleans, instants and dates. */
export const SCALAR_VALUES: readonly Value[] = [
  value(
    '64-bit integer, the least',
    -(2n ** 63n),
    `'-9223372036854775808'::int8`,
    'toInt64(-9223372036854775808)',
    `bigint '-9223372036854775808'`,
  ),
  value(
    '64-bit integer, the greatest',
    2n ** 63n - 1n,
    '9223372036854775807::int8',
    'toInt64(9223372036854775807)',
    `bigint '9223372036854775807'`,
  ),
  value('64-bit integer, a small one', 7n, '7::int8', 'toInt64(7)', `bigint '7'`),
  value('64-bit integer, a count', 1n, 'count(*)', 'toInt64(count())', 'count(*)'),
  value(
    '32-bit integer',
    -2147483648,
    `'-2147483648'::int4`,
    'toInt32(-2147483648)',
    "integer '-2147483648'",
  ),
  value('16-bit integer', 32767, '32767::int2', 'toInt16(32767)', `smallint '32767'`),
  value(
    'decimal of 38 digits',
    DIGITS,
    `'${DIGITS}'::numeric(38, 0)`,
    `cast('${DIGITS}' as Decimal(38, 0))`,
    `decimal '${DIGITS}'`,
  ),
  value(
    'decimal with its trailing zeros',
    SCALED,
    `'${SCALED}'::numeric(38, 10)`,
    `cast('${SCALED}' as Decimal(38, 10))`,
    `decimal '${SCALED}'`,
  ),
  value(
    'decimal below one',
    '-0.05',
    `'-0.05'::numeric(4, 2)`,
    `cast('-0.05' as Decimal(4, 2))`,
    `cast(decimal '-0.05' as decimal(4, 2))`,
  ),
  double('a tenth', 0.1, '0.1', '0.1', `double '0.1'`),
  double('minus zero', -0, '-0', '-0.', `double '-0.0'`),
  double('the least denormal', 5e-324, '5e-324', '5e-324', `double '4.9E-324'`),
  double(
    'the greatest',
    Number.MAX_VALUE,
    '1.7976931348623157e308',
    '1.7976931348623157e308',
    `double '1.7976931348623157E308'`,
  ),
  double(
    'of 17 digits',
    0.30000000000000004,
    '0.30000000000000004',
    '0.30000000000000004',
    `double '0.30000000000000004'`,
  ),
  double('NaN', Number.NaN, 'NaN', 'nan', 'nan()'),
  double('infinity', Number.POSITIVE_INFINITY, 'Infinity', 'inf', 'infinity()'),
  double('minus infinity', Number.NEGATIVE_INFINITY, '-Infinity', '-inf', '-infinity()'),
  value('single-precision number', 0.1, '0.1::float4', 'toFloat32(0.1)', `real '0.1'`),
  value('true', true, 'true', 'true', 'true'),
  value('false', false, 'false', 'false', 'false'),
  instant(
    'at an offset',
    '2024-03-10T06:59:59.123456Z',
    '2024-03-10 01:59:59.123456',
    '-05:00',
    `parseDateTime64BestEffort('2024-03-10T01:59:59.123456-05:00', 6)`,
  ),
  instant(
    'a microsecond before 1970',
    '1969-12-31T23:59:59.999999Z',
    '1969-12-31 23:59:59.999999',
    '+00:00',
    `toDateTime64('1969-12-31 23:59:59.999999', 6, 'UTC')`,
  ),
  instant(
    'of 1859',
    '1859-08-27T12:34:56.654321Z',
    '1859-08-27 12:34:56.654321',
    '+00:00',
    `toDateTime64('1859-08-27 12:34:56.654321', 6, 'UTC')`,
  ),
  instant(
    'the last of 9999',
    '9999-12-31T23:59:59.999999Z',
    '9999-12-31 23:59:59.999999',
    '+00:00',
    `toDateTime64('9999-12-31 23:59:59.999999', 6, 'UTC')`,
  ),
  value(
    'instant, in a named zone',
    '2024-07-01T04:00:00.000001Z',
    `timestamp '2024-07-01 00:00:00.000001' at time zone 'America/New_York'`,
    `toDateTime64('2024-07-01 00:00:00.000001', 6, 'America/New_York')`,
    `timestamp '2024-07-01 00:00:00.000001 America/New_York'`,
  ),
  value(
    'instant, first showing of a repeated hour',
    '2024-11-03T05:30:00.000001Z',
    `timestamptz '2024-11-03 05:30:00.000001+00'`,
    `toTimeZone(toDateTime64('2024-11-03 05:30:00.000001', 6, 'UTC'), 'America/New_York')`,
    `timestamp '2024-11-03 05:30:00.000001 UTC' at time zone 'America/New_York'`,
  ),
  value(
    'instant, second showing of a repeated hour',
    '2024-11-03T06:30:00.000001Z',
    `timestamptz '2024-11-03 06:30:00.000001+00'`,
    `toTimeZone(toDateTime64('2024-11-03 06:30:00.000001', 6, 'UTC'), 'America/New_York')`,
    `timestamp '2024-11-03 06:30:00.000001 UTC' at time zone 'America/New_York'`,
  ),
  value(
    'instant without a zone, as UTC',
    '2024-03-10T01:59:59.123456Z',
    `timestamp '2024-03-10 01:59:59.123456'`,
    `toDateTime64('2024-03-10 01:59:59.123456', 6)`,
    `timestamp '2024-03-10 01:59:59.123456'`,
  ),
  value('date', '2024-02-29', `date '2024-02-29'`, `toDate('2024-02-29')`, `date '2024-02-29'`),
  value('date before 1970', '1969-12-31', `date '1969-12-31'`, `toDate32('1969-12-31')`, `date '1969-12-31'`),
  value('date of 1859', '1859-08-27', `date '1859-08-27'`, `toDate32('1859-08-27')`, `date '1859-08-27'`),
];
