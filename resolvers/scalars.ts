import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLJSON, GraphQLSafeInt as SafeInt } from 'graphql-scalars';
import { parseAnyPeriod } from '../src/calendar/period.ts';
import { parseTimeBound } from '../src/calendar/time-range.ts';
import { zoneOf } from '../src/calendar/zone.ts';

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

/** Named apart from the global `BigInt`. */
export const BigIntText = textScalar('BigInt', (text) => text);
export const DateTime = textScalar('DateTime', (text) => text);
export const TimeBound = textScalar('TimeBound', parseTimeBound);
export const Period = textScalar('Period', parseAnyPeriod);
export const TimeZone = textScalar('TimeZone', (text) => zoneOf(text).name);
export { GraphQLJSON, SafeInt };
