import { type ASTNode, type Token, TokenKind } from 'graphql';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R]);

/**
 * Where a literal stands in the arguments of its field, e.g. `range.between.start`; undefined where it stands in none.
 * Read off the tokens before it, as the tree knows no way up.
 */
export function argumentPath(literal: ASTNode | undefined): string | undefined {
  const path: string[] = [];
  let closed = 0;
  // The next name before a colon is that of what the walk has come out of.
  let named = false;
  for (let token: Token | null = literal?.loc?.startToken.prev ?? null; token !== null; token = token.prev) {
    if (CLOSING.has(token.kind)) closed += 1;
    else if (closed > 0) closed -= OPENING.has(token.kind) ? 1 : 0;
    else if (OPENING.has(token.kind)) named = false;
    else if (token.kind === TokenKind.PAREN_L) return path.length === 0 ? undefined : path.join('.');
    else if (token.kind === TokenKind.COLON && !named) {
      path.unshift(token.prev?.value ?? '');
      named = true;
    }
  }
  return undefined;
}
