import { type Source, type Token, TokenKind } from 'graphql';

const OPENING: ReadonlySet<string> = new Set([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R]);

/** First uses of variables, by name. */
type Uses = ReadonlyMap<string, Token>;

/** An operation or a fragment: the variables it defines and uses, and the fragments it spreads. */
type Part = {
  /** The fragment's name; undefined of an operation. */
  fragment?: string | undefined;
  readonly defined: Token[];
  readonly used: Map<string, Token>;
  readonly spread: string[];
};

/** What has been read of a text, kept for as long as the text: one request may ask for many of its variables. */
const usesIn = new WeakMap<Source, ReadonlyMap<Token, () => Uses>>();

/**
 * Where a variable stands first in the operation that defines it, else in the fragments that this spreads; undefined
 * where it stands in none. Variables are tokens `$`, as a tree knows no way from a literal to its document.
 */
export function firstUse(definition: Token, source: Source): Token | undefined {
  const known = usesIn.get(source) ?? usesByDefinition(definition);
  usesIn.set(source, known);
  return known
    .get(definition)?.()
    .get(after(definition)?.value ?? '');
}

/** The next token that is no comment. */
export function after({ next }: Token): Token | null {
  let token = next;
  while (token?.kind === TokenKind.COMMENT) token = token.next;
  return token;
}

/** The token before that is no comment. */
export function before({ prev }: Token): Token | null {
  let token = prev;
  while (token?.kind === TokenKind.COMMENT) token = token.prev;
  return token;
}

function usesByDefinition(anywhere: Token): ReadonlyMap<Token, () => Uses> {
  const parts = partsOf(anywhere);
  const fragments = new Map(parts.map((part) => [part.fragment, part]));
  return new Map(
    parts.flatMap((part) => {
      let uses: Uses | undefined;
      const all = () => {
        uses ??= usesOf(part, fragments);
        return uses;
      };
      return part.defined.map((definition) => [definition, all] as const);
    }),
  );
}

/** The uses of an operation and of all fragments below it, its own before theirs. */
function usesOf(operation: Part, fragments: ReadonlyMap<string | undefined, Part>): Uses {
  const uses = new Map<string, Token>();
  const reached = new Set([operation]);
  // A set goes on to what is added on the way, and to each once.
  for (const { used, spread } of reached) {
    for (const [name, use] of used) if (!uses.has(name)) uses.set(name, use);
    for (const name of spread) {
      const fragment = fragments.get(name);
      if (fragment !== undefined) reached.add(fragment);
    }
  }
  return uses;
}

/** The operations and fragments of the document that a token is of. */
function partsOf(anywhere: Token): Part[] {
  let token: Token | null = anywhere;
  while (token.prev !== null) token = token.prev;
  const parts: Part[] = [];
  let part: Part | undefined;
  let depth = 0;
  for (token = after(token); token !== null; token = after(token)) {
    if (part === undefined) {
      // A description may come first.
      if (token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING) continue;
      part = { defined: [], used: new Map(), spread: [] };
      if (token.value === 'fragment') part.fragment = after(token)?.value;
      parts.push(part);
    }
    note(part, token);
    if (OPENING.has(token.kind)) depth += 1;
    else if (CLOSING.has(token.kind)) depth -= 1;
    if (depth === 0 && token.kind === TokenKind.BRACE_R) part = undefined;
  }
  return parts;
}

function note({ defined, used, spread }: Part, token: Token): void {
  const name = after(token);
  // What a spread has behind it may be a brace or a directive.
  if (name?.kind !== TokenKind.NAME) return;
  if (token.kind === TokenKind.SPREAD) spread.push(name.value);
  if (token.kind !== TokenKind.DOLLAR) return;
  // Only the name of a definition has a colon behind it.
  if (after(name)?.kind === TokenKind.COLON) defined.push(token);
  else if (!used.has(name.value)) used.set(name.value, token);
}
