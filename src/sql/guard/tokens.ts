/** What a token of Trino's SQL is. `parameter` is a `?` for a value. */
export type TokenKind = 'word' | 'quoted' | 'literal' | 'number' | 'parameter' | 'symbol' | 'unterminated';

/** A piece of SQL text other than white space and comments, at code units `start` to `end`. */
export type Token = {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

/** The lexical rules in the order they are tried; each is anchored by the sticky flag. */
const RULES: readonly (readonly [kind: TokenKind | 'space', pattern: RegExp])[] = [
  ['space', /[ \t\r\n]+|--[^\r\n]*|\/\*.*?\*\//sy],
  ['literal', /(?:U&|X)?'(?:[^']|'')*'/iy],
  ['quoted', /"(?:[^"]|"")*"|`(?:[^`]|``)*`/y],
  ['unterminated', /(?:U&|X)?'.*|["`].*|\/\*.*/isy],
  ['word', /[A-Z_][A-Z0-9_]*/iy],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)E[+-]\d+|\d[A-Z0-9_]*(?:\.\d[\d_]*)?|\.\d[\d_]*/iy],
  ['symbol', /./sy],
];

/**
 * Splits SQL text by the lexical rules of Trino's grammar
 * (https://github.com/trinodb/trino/blob/476/core/trino-grammar/src/main/antlr4/io/trino/grammar/sql/SqlBase.g4).
 * A text, quoted name or comment that does not end is one `unterminated` token, the last.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let patternDepth = 0;
  for (let start = 0; start < sql.length; ) {
    const [kind, text] = match(sql, start);
    const end = start + text.length;
    if (kind !== 'space') {
      patternDepth = depthInPattern(patternDepth, text, tokens.at(-1));
      const isParameter = text === '?' && patternDepth === 0;
      tokens.push({ kind: isParameter ? 'parameter' : kind, text, start, end });
    }
    start = end;
  }
  return tokens;
}

/** In the row pattern of MATCH_RECOGNIZE, `PATTERN (A B?)`, a `?` is a quantifier. */
function depthInPattern(depth: number, text: string, before: Token | undefined): number {
  if (text === ')') return Math.max(0, depth - 1);
  if (text !== '(') return depth;
  return depth > 0 || isWord(before, 'PATTERN') ? depth + 1 : 0;
}

function match(sql: string, start: number): readonly [kind: TokenKind | 'space', text: string] {
  for (const [kind, pattern] of RULES) {
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined) return [kind, text];
  }
  throw new RangeError('Every character is a symbol at least.');
}

/** True for an unquoted word; `name` in capitals. */
export function isWord(token: Token | undefined, ...names: readonly string[]): boolean {
  return token?.kind === 'word' && names.includes(token.text.toUpperCase());
}

/** True for one of these symbols. */
export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === 'symbol' && token.text === symbol;
}

/** The name an identifier stands for: Trino folds all names to lower case, quoted ones too. */
export function nameOf(token: Token): string {
  if (token.kind !== 'quoted') return token.text.toLowerCase();
  const quote = token.text.slice(0, 1);
  return token.text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .toLowerCase();
}
