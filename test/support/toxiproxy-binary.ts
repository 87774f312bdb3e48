import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../scripts/trino/cache.ts';

const run = promisify(execFile);

/** The newest version that Go's module proxy has. */
const VERSION = 'v2.5.0';
const MODULE = `github.com/Shopify/toxiproxy/v2/cmd/server@${VERSION}`;
/** Where Go's own archive puts itself, which is not on every PATH. */
const GO_FOLDER = '/usr/local/go/bin';
const BUILD_TIMEOUT_MILLIS = 300_000;

/** Path of Toxiproxy's server; builds it from its Go module where that has not been done. Throws with what is missing. */
export async function ensureToxiproxy(): Promise<string> {
  const binary = join(cacheFolder(), `toxiproxy-${VERSION}`);
  if (existsSync(binary)) return binary;
  mkdirSync(cacheFolder(), { recursive: true });
  // Under another name until it is whole; two test files may build it at once.
  const unfinished = mkdtempSync(join(cacheFolder(), 'building-'));
  try {
    const PATH = [process.env.PATH, GO_FOLDER].join(delimiter);
    const env = { ...process.env, PATH, GOBIN: unfinished };
    await run('go', ['install', MODULE], { env, timeout: BUILD_TIMEOUT_MILLIS });
    renameSync(join(unfinished, 'server'), binary);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing ? 'Go is not installed' : `\`go install ${MODULE}\` failed`;
    throw new Error(`Toxiproxy could not be built: ${reason}.`, { cause });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return binary;
}
