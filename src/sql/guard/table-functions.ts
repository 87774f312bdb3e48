import { forbidden } from './forbidden.ts';
import { isSymbol, isWord, nameOf, type Token } from './tokens.ts';

/** Table functions of the engine itself that make rows of their arguments alone. */
const ALLOWED = ['sequence', 'exclude_columns'];
const QUERY_WORDS = ['SELECT', 'WITH', 'VALUES', 'TABLE'];

/**
 * Refuses `TABLE(name(…))` for all names but the engine's own harmless ones: those of connectors hand text to another
 * engine unseen (https://trino.io/docs/476/functions/table.html). Throws FORBIDDEN_SQL.
 */
export function refuseTableFunctions(tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    if (!isWord(token, 'TABLE') || !isSymbol(tokens[index + 1], '(')) return;
    const name = calledName(tokens.slice(index + 2));
    if (name === null || isAllowed(name)) return;
    const allowed = `The table functions ${ALLOWED.join(' and ')}.`;
    throw forbidden(`The table function ${name.join('.')} is not allowed.`, allowed);
  });
}

/** The parts of the name before a parenthesis; null for `TABLE(a_table)` and `TABLE(SELECT …)`. */
function calledName(tokens: readonly Token[]): string[] | null {
  const parts: string[] = [];
  for (let index = 0; ; index += 2) {
    const token = tokens[index];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) return null;
    if (parts.length === 0 && isWord(token, ...QUERY_WORDS)) return null;
    parts.push(nameOf(token));
    if (isSymbol(tokens[index + 1], '(')) return parts;
    if (!isSymbol(tokens[index + 1], '.')) return null;
  }
}

function isAllowed(name: readonly string[]): boolean {
  const [last = ''] = name.slice(-1);
  const path = name.slice(0, -1).join('.');
  return ALLOWED.includes(last) && (path === '' || path === 'system.builtin');
}
