import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache.ts';

const run = promisify(execFile);

/** The last version that Maven Central has as an archive. */
export const TRINO_VERSION = '476';
const NAME = `trino-server-${TRINO_VERSION}`;
/** `postgresql` knows a type of `geospatial`. */
const PLUGINS = new Set(['iceberg', 'memory', 'tpch', 'postgresql', 'geospatial']);

/** The folder of the unpacked server; fetches it through Maven and unpacks it where that has not been done. */
export async function ensureServer(say: (step: string) => void): Promise<string> {
  const folder = join(cacheFolder(), NAME);
  if (existsSync(folder)) return folder;
  const archive = await ensureArchive(say);
  say(`Unpacking ${NAME}`);
  mkdirSync(cacheFolder(), { recursive: true });
  // Under another name until it is whole: what was interrupted must not be taken for a server.
  const unfinished = mkdtempSync(join(cacheFolder(), 'unpacking-'));
  try {
    await run('tar', ['xzf', archive, '-C', unfinished]);
    const server = join(unfinished, NAME);
    // The plugins share their libraries by hard links, so they can be left out only after all are there.
    for (const plugin of readdirSync(join(server, 'plugin'))) {
      if (!PLUGINS.has(plugin)) rmSync(join(server, 'plugin', plugin), { recursive: true });
    }
    if (!existsSync(folder)) renameSync(server, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function ensureArchive(say: (step: string) => void): Promise<string> {
  const archive = join(homedir(), '.m2/repository/io/trino/trino-server', TRINO_VERSION, `${NAME}.tar.gz`);
  if (existsSync(archive)) return archive;
  say(`Fetching ${NAME} through Maven (800 MB)`);
  const artifact = `-Dartifact=io.trino:trino-server:${TRINO_VERSION}:tar.gz`;
  try {
    await run('mvn', ['--batch-mode', '--quiet', 'dependency:get', artifact, '-Dtransitive=false']);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing
      ? 'Maven (mvn) is not installed. Install it, for example with `apt-get install maven`.'
      : `Maven could not fetch ${NAME}. Look at what \`mvn dependency:get ${artifact} -Dtransitive=false\` says.`;
    throw new Error(reason, { cause });
  }
  if (existsSync(archive)) return archive;
  throw new Error(
    `Maven put ${NAME} elsewhere than ${archive}: a local repository of its own is not supported.`,
  );
}
