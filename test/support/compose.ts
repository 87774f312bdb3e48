import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../src/settings/package-root.ts';

/** A service of docker-compose.yml as far as tests read it. */
export type ComposeService = {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
};

export const COMPOSE_FILE = join(packageRoot(), 'docker-compose.yml');

/** The services by name, and the named volumes. */
export function readCompose(): {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
} {
  return parse(readFileSync(COMPOSE_FILE, 'utf8'), { merge: true });
}

/** A value with `${NAME:-default}` replaced by its default, as with an empty environment. */
export function withDefaults(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

/** One instruction of a Dockerfile. */
export type Instruction = { readonly name: string; readonly text: string };

/** The instructions of the Dockerfile, continued lines joined. */
export function readDockerfile(): readonly Instruction[] {
  return readFileSync(join(packageRoot(), 'Dockerfile'), 'utf8')
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = ''] = line.split(' ');
      return { name, text: line.slice(name.length + 1).trim() };
    });
}
