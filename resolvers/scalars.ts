import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLJSON, GraphQLSafeInt as SafeInt } from 'graphql-scalars';
import { parseAnyPeriod } from '../src/calendar/period.ts';
import { parseTimeBound } from '../src/calendar/time-range.ts';
import { zoneOf } from '../src/calendar/zone.ts';
import { readDecimal, readInt64 } from '../src/model/exact-number.ts';

/** A scalar that is text on the wire; `read` turns what a client sent into its value or throws an AurumError. */
function textScalar<Value>(name: string, read: (text: string) => Value): GraphQLScalarType<Value, string> {
  const parse = (value: unknown): Value => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
    return read(value);
  };
  return new GraphQLScalarType<Value, string>({
    name,
    serialize: String,
    parseValue: parse,
    parseLiteral: (node) => {
      if (node.kind !== Kind.STRING) throw new GraphQLError(`${name} must be a string.`, { nodes: node });
      return parse(node.value);
    },
  });
}

/**
 * A number that is text on the wire, so that no digit is lost; `read` makes its canonical text. A number of a client's
 * JSON has been a double already: it is taken where a double holds every number of so many digits exactly.
 */
function numberScalar(name: string, read: (text: string) => string): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    name,
    serialize: String,
    parseValue: (value) => {
      if (typeof value === 'string') return read(value);
      if (typeof value !== 'number') throw new GraphQLError(`${name} must be a string or a number.`);
      const text = read(String(value));
      if (text.replace(/[-.]/g, '').length <= EXACT_DIGITS) return text;
      throw new GraphQLError(
        `${name} of more than ${EXACT_DIGITS} digits must be a string: a JSON number loses digits.`,
      );
    },
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
        return read(node.value);
      throw new GraphQLError(`${name} must be a string or a number.`, { nodes: node });
    },
  });
}

/** Decimal digits that any double keeps (DBL_DIG of IEEE 754 binary64). */
const EXACT_DIGITS = 15;

/** Named apart from the global `BigInt`. */
export const BigIntText = numberScalar('BigInt', readInt64);
export const Decimal = numberScalar('Decimal', readDecimal);
/** Read where the argument is known by name, so that a mistake names it. */
export const Duration = textScalar('Duration', (text) => text);
export const DateTime = textScalar('DateTime', (text) => text);
export const TimeBound = textScalar('TimeBound', (text) => parseTimeBound(text));
export const Period = textScalar('Period', parseAnyPeriod);
export const TimeZone = textScalar('TimeZone', (text) => zoneOf(text).name);
export { GraphQLJSON, SafeInt };
