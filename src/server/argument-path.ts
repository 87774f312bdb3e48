import { type ASTNode, type Token, TokenKind, type VariableDefinitionNode } from 'graphql';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R]);

/**
 * Where a literal or a variable stands in the arguments of its field, e.g. `range.between.start`; of the default of a
 * variable where that stands. Undefined where it stands in none.
 */
export function argumentPath(value: ASTNode | undefined): string | undefined {
  const first = value?.loc?.startToken;
  return first === undefined ? undefined : pathBefore(first);
}

/** Where the variable of a definition stands first in the arguments of a field; undefined where it stands in none. */
export function variablePath(definition: VariableDefinitionNode): string | undefined {
  const start = definition.loc?.startToken;
  return start === undefined ? undefined : pathOfUse(start, definition.variable.name.value);
}

/** Read off the tokens before it, as the tree knows no way up. */
function pathBefore(first: Token): string | undefined {
  const path: string[] = [];
  let closed = 0;
  // The next name before a colon is that of what the walk has come out of.
  let named = false;
  for (let token = first.prev; token !== null; token = token.prev) {
    if (CLOSING.has(token.kind)) closed += 1;
    else if (closed > 0) closed -= OPENING.has(token.kind) ? 1 : 0;
    else if (OPENING.has(token.kind)) named = false;
    else if (token.kind === TokenKind.PAREN_L) return path.length === 0 ? undefined : path.join('.');
    else if (token.kind === TokenKind.COLON && !named) {
      // What is before the colon of a definition is a variable.
      if (token.prev?.prev?.kind === TokenKind.DOLLAR) return pathOfUse(token.prev.prev, token.prev.value);
      path.unshift(token.prev?.value ?? '');
      named = true;
    }
  }
  return undefined;
}

/** Where a variable stands that is defined at a token: after it, else in a fragment before. */
function pathOfUse(definition: Token, name: string): string | undefined {
  let start = definition;
  while (start.prev !== null) start = start.prev;
  const use = useFrom(definition.next, name, null) ?? useFrom(start, name, definition);
  return use === null ? undefined : pathBefore(use);
}

function useFrom(start: Token | null, name: string, end: Token | null): Token | null {
  for (let token = start; token !== null && token !== end; token = token.next)
    if (token.kind === TokenKind.DOLLAR && token.next?.value === name) return token;
  return null;
}
