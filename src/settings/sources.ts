import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { isKeyPath, KEY_PATHS, KEYS, type KeyPath, variableOf } from './keys.ts';
import { nearestName } from './nearest-name.ts';

/** A value as found, and where. */
export type Found = { readonly value: unknown; readonly source: string; readonly fromFile: boolean };

/** What was found for each key; a later source replaces an earlier one. */
export type FoundValues = Map<KeyPath, Found>;

/** Names the settings file; read before the settings themselves. */
const FILE_VARIABLE = 'AURUM_SETTINGS';

/** Adds the keys of a YAML file to `found` and what is wrong with it to `mistakes`. */
export function readFile(file: string, label: string, found: FoundValues, mistakes: string[]): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : 'unreadable';
    mistakes.push(`${label} cannot be read (${code}). Give the path of a YAML file.`);
    return;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => `${label}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    for (const error of document.errors)
      mistakes.push(`${place(error.pos[0])} is not YAML: ${error.message}`);
    return;
  }
  if (document.contents === null) return;
  walk(document.contents, '', { found, mistakes, place, label });
}

type Reading = {
  readonly found: FoundValues;
  readonly mistakes: string[];
  readonly place: (offset: number) => string;
  readonly label: string;
};

function walk(node: unknown, prefix: string, reading: Reading): void {
  if (!isMap(node)) {
    reading.mistakes.push(`${reading.label}: ${prefix || 'the file'} must be a mapping of keys to values.`);
    return;
  }
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '?';
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const source = isScalar(key) && key.range ? reading.place(key.range[0]) : reading.label;
    if (isKeyPath(path)) readKey(path, isScalar(value) ? value.value : value, source, reading);
    else if (KEY_PATHS.some((known) => known.startsWith(`${path}.`))) {
      if (value !== null && !(isScalar(value) && value.value === null)) walk(value, path, reading);
    } else reading.mistakes.push(unknownName(path, source, KEY_PATHS, 'key'));
  }
}

function readKey(path: KeyPath, value: unknown, source: string, { found, mistakes }: Reading): void {
  if (KEYS[path].secret) {
    mistakes.push(
      `${path} (${source}) is a secret: give it in the environment as ${variableOf(path)}, not in a file.`,
    );
    return;
  }
  const known = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  found.set(path, { value: known ? value : '(a list or mapping)', source, fromFile: true });
}

/** Adds the variables of `env` to `found`; refuses AURUM_ names that no setting has. Empty ones count as not set. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  found: FoundValues,
  mistakes: string[],
): void {
  const paths = new Map(KEY_PATHS.map((path) => [variableOf(path), path]));
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    const path = paths.get(name);
    if (path !== undefined) found.set(path, { value, source: name, fromFile: false });
    else if (name.startsWith('AURUM_') && name !== FILE_VARIABLE) {
      mistakes.push(unknownName(name, 'environment', [...paths.keys(), FILE_VARIABLE], 'variable'));
    }
  }
}

/** The settings file that the environment names; undefined for none. */
export function fileOfEnvironment(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env[FILE_VARIABLE] || undefined;
}

function unknownName(name: string, source: string, known: readonly string[], kind: string): string {
  // AURUM_SERVER_PORT follows the rule but is spelled PORT: the exception is the nearest name.
  const byRule = KEY_PATHS.find((path) => name === `AURUM_${path.replaceAll('.', '_').toUpperCase()}`);
  const nearest = byRule === undefined ? nearestName(name, known) : variableOf(byRule);
  const hint = nearest === undefined ? 'settings.yaml lists every key.' : `Did you mean ${nearest}?`;
  return `${name} (${source}) is no known ${kind}. ${hint}`;
}
