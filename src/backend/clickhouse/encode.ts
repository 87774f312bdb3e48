import type { Parameter } from '../../sql/statement.ts';

/**
 * The values of a statement by the names of clickhouseDialect's placeholders, as `query_params` of the client, which
 * writes them in the engine's escaped text form. Throws RangeError for an instant that is no whole millisecond.
 */
export function encodeParameters(parameters: readonly Parameter[]): Record<string, unknown> {
  return Object.fromEntries(parameters.map((parameter, index) => [`p${index}`, encodeParameter(parameter)]));
}

function encodeParameter({ type, value }: Parameter): unknown {
  if (type === 'instant' || type === 'instant[]') {
    const instants = Array.isArray(value) ? value : [value];
    for (const instant of instants) {
      if (instant !== null && !Number.isSafeInteger(instant)) {
        throw new RangeError('An instant must be a whole number of milliseconds.');
      }
    }
  }
  // The client's String(-0) would lose the sign.
  if (type === 'float64' && Object.is(value, -0)) return '-0';
  return value;
}
