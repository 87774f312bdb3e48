/** A type as Trino writes it, taken apart. */
export type TypeName = {
  /** In lower case and without its parameters, e.g. `timestamp with time zone`. */
  readonly name: string;
  /** The types in an array, map or row; `label` is the name of a row's field, '' where it has none. */
  readonly elements: readonly { readonly label: string; readonly type: TypeName }[];
};

const NESTED = /^(array|map|row)\((.*)\)$/is;
const SCALAR =
  /^(bigint|integer|smallint|tinyint|boolean|double|real|decimal|number|varchar|char|varbinary|json|date|time|timestamp|interval|uuid|ipaddress|array|map|row|unknown|geometry|color|hyperloglog|qdigest|tdigest|setdigest|p4hyperloglog|objectid)\b/i;

/** Reads e.g. `row(a bigint, b array(timestamp(3) with time zone))`. */
export function parseType(text: string): TypeName {
  const nested = NESTED.exec(text.trim());
  if (nested === null) {
    const name = text.replaceAll(/\([^)]*\)/g, ' ').replaceAll(/\s+/g, ' ');
    return { name: name.trim().toLowerCase(), elements: [] };
  }
  const [, name = '', inside = ''] = nested;
  const parts = splitElements(inside);
  return {
    name: name.toLowerCase(),
    elements: parts.map((part) => {
      const { label, rest } = /^row$/i.test(name) ? splitLabel(part) : { label: '', rest: part };
      return { label, type: parseType(rest) };
    }),
  };
}

/** Parts between commas that stand in no parentheses and no quotes. */
function splitElements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** `a bigint` and `"the name" bigint` have a label, `timestamp(3) with time zone` and `interval day to second` none. */
function splitLabel(part: string): { label: string; rest: string } {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(part);
  if (quoted !== null) return { label: (quoted[1] ?? '').replaceAll('""', '"'), rest: quoted[2] ?? '' };
  const plain = /^(\w+)\s+(.*)$/s.exec(part);
  const [, label = '', rest = ''] = plain ?? [];
  return SCALAR.test(rest) ? { label, rest } : { label: '', rest: part };
}
