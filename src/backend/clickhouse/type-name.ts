/** A type as ClickHouse writes it, taken apart. */
export type TypeName = {
  /** The outermost name, e.g. `Map`. */
  readonly name: string;
  /** What stands in its parentheses; `label` is the name of a tuple's element, '' elsewhere. */
  readonly elements: readonly { readonly label: string; readonly type: TypeName }[];
};

/** Reads e.g. `Tuple(a Int64, b Array(String))`. Literals (`Enum8('x' = 1)`) become elements nobody asks for. */
export function parseType(text: string): TypeName {
  const open = text.indexOf('(');
  if (open < 0) return { name: text.trim(), elements: [] };
  const name = text.slice(0, open).trim();
  const parts = splitElements(text.slice(open + 1, text.lastIndexOf(')')));
  return {
    name,
    elements: parts.map((part) => {
      const { label, rest } =
        name === 'Tuple' || name === 'Nested' ? splitLabel(part) : { label: '', rest: part };
      return { label, type: parseType(rest) };
    }),
  };
}

/** Parts between commas that stand in no parentheses and no quotes. */
function splitElements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '`') quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** `a Int64` and `` `the name` Int64 `` have a label, `DateTime64(3, 'UTC')` has none. */
function splitLabel(part: string): { label: string; rest: string } {
  const quoted = /^`((?:\\.|[^`\\])*)`\s+(.*)$/s.exec(part);
  if (quoted !== null) return { label: (quoted[1] ?? '').replaceAll(/\\(.)/gs, '$1'), rest: quoted[2] ?? '' };
  const plain = /^(\w+)\s+(.*)$/s.exec(part);
  return plain === null ? { label: '', rest: part } : { label: plain[1] ?? '', rest: plain[2] ?? '' };
}
