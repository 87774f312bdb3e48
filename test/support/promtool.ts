import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Prometheus' own tool on the PATH (`PROMTOOL` names another); undefined where there is none. */
export function promtoolPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [process.env.PROMTOOL, ...folders.map((folder) => join(folder, 'promtool'))].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** What it prints; throws with all of it where it finds fault. https://prometheus.io/docs/prometheus/latest/command-line/promtool/ */
export async function promtool(path: string, ...words: readonly string[]): Promise<string> {
  try {
    return (await run(path, words)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${words.join(' ')}:\n${stdout}${stderr}`, { cause: error });
  }
}
