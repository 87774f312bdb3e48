import type { ClickHouseClientConfigOptions } from '@clickhouse/client';

/** Settings every statement carries; decode.ts reads what they make the engine write. */
export const ENGINE_SETTINGS = {
  // 64-bit integers and decimals come as text, so no digit passes through a double.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_decimal_trailing_zeros: 1,
  // NaN and infinities come as text instead of null.
  output_format_json_quote_denormals: 1,
  output_format_json_escape_forward_slashes: 0,
  // RFC 3339 in UTC, whatever the zone of a column or the server.
  date_time_output_format: 'iso',
  session_timezone: 'UTC',
  // Without it the last digit of a double given as text can be off.
  precise_float_parsing: 1,
  // Once compiled, which is at their fourth use, min and max take times before 1970 for the newest (26.7).
  // https://clickhouse.com/docs/operations/settings/settings#compile_aggregate_expressions
  compile_aggregate_expressions: 0,
  // A row is stored once its insert has been answered.
  async_insert: 0,
} as const satisfies ClickHouseClientConfigOptions['clickhouse_settings'];
