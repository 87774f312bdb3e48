import { isSymbol, isWord, nameOf, type Token, tokenize } from './tokens.ts';

/** A table as a text names it, with its catalog. */
export type NamedTable = { readonly catalog: string; readonly schema: string; readonly table: string };

/** One level of parentheses. */
type Level = { readsQuery: boolean; inTableList: boolean };

const LIST_ENDS = 'WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH UNION INTERSECT EXCEPT'.split(' ');

/**
 * The tables that a query names with their catalog, each once: what can be refused before an engine sees the text.
 * Views, and names that are completed by the session, are for the engine to resolve.
 */
export function namedTables(sql: string): NamedTable[] {
  const tokens = tokenize(sql);
  const levels: Level[] = [{ readsQuery: false, inTableList: false }];
  const found = new Map<string, NamedTable>();
  let tableNext = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const level = levels.at(-1);
    if (token === undefined || level === undefined) break;
    if (isSymbol(token, '(')) levels.push({ readsQuery: false, inTableList: tableNext });
    else if (isSymbol(token, ')')) {
      if (levels.length > 1) levels.pop();
      tableNext = false;
    } else if (isWord(token, 'SELECT', 'VALUES')) {
      level.readsQuery = true;
      level.inTableList = false;
      tableNext = false;
    } else if (isWord(token, ...LIST_ENDS)) {
      level.inTableList = false;
      tableNext = false;
    } else if (isWord(token, 'FROM')) {
      // Not that of extract(day from x), nor that of `is distinct from`.
      if (!level.readsQuery || isWord(tokens[index - 1], 'DISTINCT')) continue;
      level.inTableList = true;
      tableNext = true;
    } else if (isWord(token, 'JOIN', 'TABLE') || (isSymbol(token, ',') && level.inTableList))
      tableNext = true;
    else if (tableNext && !isWord(token, 'LATERAL')) {
      tableNext = false;
      const name = qualifiedName(tokens, index);
      index += 2 * (name.length - 1);
      const [catalog, schema, table] = name;
      if (catalog === undefined || schema === undefined || table === undefined) continue;
      if (!isSymbol(tokens[index + 1], '(')) found.set(JSON.stringify(name), { catalog, schema, table });
    }
  }
  return [...found.values()];
}

/** The parts of `a."b".c` from a token on. */
function qualifiedName(tokens: readonly Token[], start: number): string[] {
  const parts: string[] = [];
  for (let index = start; ; index += 2) {
    const token = tokens[index];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return parts;
    parts.push(nameOf(token));
    if (!isSymbol(tokens[index + 1], '.')) return parts;
  }
}
