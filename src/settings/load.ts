import { join } from 'node:path';
import { AurumError } from '../errors.ts';
import { isKeyPath, KEY_PATHS, KEYS, type KeyPath, type KeyValues } from './keys.ts';
import { packageRoot } from './package-root.ts';
import { passwordOf } from './password.ts';
import type { Settings } from './settings.ts';
import { type CompleteValues, settle } from './settle.ts';
import { type Found, type FoundValues, fileOfEnvironment, readEnvironment, readFile } from './sources.ts';

/** Where settings come from, weakest last: overrides, environment, file, the packaged settings.yaml. */
export type LoadSettingsOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A YAML file over the packaged one; absent: the one AURUM_SETTINGS names, or none. */
  readonly file?: string;
  /** Values of command line flags by setting path; `source` of a mistake is the path's flag, e.g. `--port`. */
  readonly overrides?: Readonly<
    Partial<Record<KeyPath, { readonly value: string; readonly source: string }>>
  >;
};

/** Reads every source and returns the settled settings; throws one BAD_USER_INPUT that lists all mistakes. */
export function loadSettings({ env, file, overrides = {} }: LoadSettingsOptions): Settings {
  const found: FoundValues = new Map();
  const mistakes: string[] = [];
  readFile(join(packageRoot(), 'settings.yaml'), 'packaged settings.yaml', found, mistakes);
  const chosen = file ?? fileOfEnvironment(env);
  if (chosen !== undefined) readFile(chosen, chosen, found, mistakes);
  readEnvironment(env, found, mistakes);
  for (const [path, override] of Object.entries(overrides)) {
    if (isKeyPath(path)) found.set(path, { ...override, fromFile: false });
  }
  const values = checkValues(found, mistakes);
  checkTogether(values, found, mistakes);
  if (mistakes.length > 0) throw settingsError(mistakes);
  return settle(requireAll(values), env.NODE_ENV === 'production', threadsOf(env));
}

/** How libuv reads it, when it is first used: https://docs.libuv.org/en/v1.x/threadpool.html */
function threadsOf({ UV_THREADPOOL_SIZE }: LoadSettingsOptions['env']): number {
  if (UV_THREADPOOL_SIZE === undefined) return 4;
  return Math.min(Math.max(Number.parseInt(UV_THREADPOOL_SIZE, 10) || 1, 1), 1_024);
}

function settingsError(mistakes: readonly string[]): AurumError {
  const head = mistakes.length === 1 ? 'One setting is wrong:' : `${mistakes.length} settings are wrong:`;
  return new AurumError('BAD_USER_INPUT', [head, ...mistakes.map((line) => `  - ${line}`)].join('\n'));
}

function checkValues(found: FoundValues, mistakes: string[]): Partial<KeyValues> {
  const values: Record<string, unknown> = {};
  for (const [path, entry] of found) {
    const { schema, secret, allowed } = KEYS[path];
    const result = schema.safeParse(entry.value);
    if (result.success) values[path] = result.data;
    else mistakes.push(mistake(path, entry, secret, allowed));
    if (entry.fromFile && passwordOf(entry.value) !== '') {
      mistakes.push(
        `${path} (${entry.source}) holds a password: leave it out of the file and give it in the environment.`,
      );
    }
  }
  return values;
}

function mistake(path: KeyPath, { value, source }: Found, secret: boolean, allowed: string): string {
  const shown = secret || passwordOf(value) !== '' ? 'the value' : JSON.stringify(value);
  return `${path} (${source}): ${shown} is not allowed. Allowed: ${allowed}.`;
}

/** What only several keys together can get wrong. */
function checkTogether(values: Partial<KeyValues>, found: FoundValues, mistakes: string[]): void {
  const sourceOf = (path: KeyPath): string => found.get(path)?.source ?? 'packaged settings.yaml';
  const min = values['data_backend.connection_pool_min_size'] ?? 0;
  const max = values['data_backend.connection_pool_max_size'] ?? Number.POSITIVE_INFINITY;
  if (min > max) {
    const path = 'data_backend.connection_pool_min_size';
    mistakes.push(
      `${path} (${sourceOf(path)}): ${min} is more than data_backend.connection_pool_max_size (${max}). Allowed: at most ${max}.`,
    );
  }
  const backend = values['data_backend.backend_type'];
  const fallback = values['data_backend.fallback_backend_type'];
  if (fallback !== undefined && fallback === backend) {
    const path = 'data_backend.fallback_backend_type';
    mistakes.push(
      `${path} (${sourceOf(path)}): ${fallback} is what data_backend.backend_type names. Allowed: none, or another engine.`,
    );
  }
  const named = { backend_type: backend, fallback_backend_type: fallback };
  for (const [key, engine] of Object.entries(named)) {
    if (engine === undefined || engine === 'none' || values[`${engine}.url`] !== 'none') continue;
    mistakes.push(
      `${engine}.url (${sourceOf(`${engine}.url`)}): "none" leaves out the engine that data_backend.${key} names. ` +
        'Give its URL, or name the other engine.',
    );
  }
  const trinoUrl = values['trino.url'];
  const trinoPassword = values['trino.password'] !== undefined || passwordOf(trinoUrl) !== '';
  if (trinoPassword && trinoUrl !== undefined && URL.parse(trinoUrl)?.protocol === 'http:') {
    mistakes.push(
      `trino.url (${sourceOf('trino.url')}): Trino takes a password over https only. Give an https URL, or no password.`,
    );
  }
  for (const engine of ['timescale', 'clickhouse', 'trino'] as const) {
    const twice = values[`${engine}.password`] !== undefined && passwordOf(values[`${engine}.url`]) !== '';
    if (twice) mistakes.push(`${engine}.password and ${engine}.url both hold a password. Give it once.`);
  }
}

/** The packaged file holds every key that is no secret; a test holds it to that. */
function requireAll(values: Partial<KeyValues>): CompleteValues {
  const missing = KEY_PATHS.filter((path) => !KEYS[path].secret && values[path] === undefined);
  if (missing.length > 0) throw settingsError(missing.map((path) => `${path} has no value in any source.`));
  return values as CompleteValues;
}
