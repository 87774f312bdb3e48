import { type ASTNode, type Token, TokenKind, type VariableDefinitionNode } from 'graphql';
import { before, firstUse } from './variable-uses.ts';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R]);

/**
 * Where a literal or a variable stands in the arguments of its field, e.g. `range.between.start`; of the default of a
 * variable where that stands. Undefined where it stands in none.
 */
export function argumentPath(value: ASTNode | undefined): string | undefined {
  if (value?.loc === undefined) return undefined;
  const { startToken, source } = value.loc;
  const { path, definition } = placeBefore(startToken);
  const use = definition && firstUse(definition, source);
  return use === undefined ? path : placeBefore(use).path;
}

/** Where the variable of a definition stands first in the arguments of a field; undefined where it stands in none. */
export function variablePath({ variable }: VariableDefinitionNode): string | undefined {
  const use = variable.loc && firstUse(variable.loc.startToken, variable.loc.source);
  return use && placeBefore(use).path;
}

/** A path of arguments, or the `$` of the definition that has the value for its default. */
type Place = { readonly path?: string; readonly definition?: Token };

/** Read off the tokens before it, as the tree knows no way up. */
function placeBefore(first: Token): Place {
  const path: string[] = [];
  let closed = 0;
  // The next name before a colon is that of what the walk has come out of.
  let named = false;
  for (let token = before(first); token !== null; token = before(token)) {
    if (CLOSING.has(token.kind)) closed += 1;
    else if (closed > 0) closed -= OPENING.has(token.kind) ? 1 : 0;
    else if (OPENING.has(token.kind)) named = false;
    else if (token.kind === TokenKind.PAREN_L) return path.length === 0 ? {} : { path: path.join('.') };
    else if (token.kind === TokenKind.COLON && !named) {
      const name = before(token);
      const dollar = name && before(name);
      // What is before the colon of a definition is a variable.
      if (dollar?.kind === TokenKind.DOLLAR) return { definition: dollar };
      path.unshift(name?.value ?? '');
      named = true;
    }
  }
  return {};
}
