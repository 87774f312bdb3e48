import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/settings/package-root.ts';
import { readDockerfile } from '../support/compose.ts';
import { startPostgres } from '../support/postgres.ts';
import { leaveOut } from '../support/skips.ts';

const ROOT = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'aurum-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The npm that comes with this Node, as in the image. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
const instructions = readDockerfile();
const secondStage = instructions.findLastIndex(({ name }) => name === 'FROM');
const server = await startPostgres();
afterAll(async () => {
  if ('stop' in server) await server.stop();
});
if ('skip' in server) leaveOut(`the steps of the Dockerfile: ${server.skip}`);

/** What follows `name` in the only instruction of that name, as JSON. */
function listOf(name: string, prefix = ''): string[] {
  const text = instructions.findLast((each) => each.name === name)?.text ?? '';
  return JSON.parse(text.slice(text.indexOf(prefix) + prefix.length));
}

/** Does the COPY instructions of a stage in a plain folder and hands each RUN to `run`. */
function doStage(stage: string, from: number, to: number, run: (command: string) => void): void {
  mkdirSync(stage);
  for (const { name, text } of instructions.slice(from, to)) {
    const words = text.split(' ');
    if (name === 'RUN') run(text);
    else if (name === 'COPY' && text === '--from=build /app/dist dist') {
      cpSync(join(folder, 'build/dist'), join(stage, 'dist'), { recursive: true });
    } else if (name === 'COPY') {
      const target = words.at(-1) ?? '';
      for (const file of words.slice(0, -1)) {
        cpSync(join(ROOT, file), join(stage, target === './' ? file : target), { recursive: true });
      }
    }
  }
}

function shell(cwd: string, command: string, env: Readonly<Record<string, string>> = {}): void {
  execFileSync('sh', ['-c', command], { cwd, env: { ...process.env, PATH, ...env }, stdio: 'pipe' });
}

('url' in server ? test : test.skip)(
  'the steps of the Dockerfile make a gateway that is ready with servers alone, by its own health check',
  async () => {
    if (!('url' in server)) return;
    const build = join(folder, 'build');
    doStage(build, 0, secondStage, (command) => {
      // The packages of this checkout stand for the first stage's own, which are the same and a gigabyte.
      if (command.startsWith('npm install'))
        symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules'));
      else shell(build, command);
    });
    const run = join(folder, 'run');
    doStage(run, secondStage, instructions.length, (command) => {
      // Neither the folder of the image nor the cache of whoever runs this is touched.
      const [install = ''] = command.split(' && ');
      if (install.startsWith('npm install')) shell(run, install, { NODE_ENV: 'production' });
    });
    for (const left of ['chdb', 'vega-datasets', 'typescript', 'jest']) {
      expect(existsSync(join(run, 'node_modules', left))).toBe(false);
    }

    const [, ...entry] = listOf('ENTRYPOINT');
    const gateway = spawn(process.execPath, [...entry, ...listOf('CMD')], {
      cwd: run,
      env: {
        PATH,
        NODE_ENV: 'production',
        PORT: '0',
        AURUM_DATA_DIR: join(folder, 'data'),
        AURUM_TIMESCALE_URL: server.url,
        AURUM_CLICKHOUSE_URL: 'none',
        AURUM_FIRST_LOOK: 'false',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let url = '';
      for await (const line of createInterface({ input: gateway.stdout })) {
        url ||= JSON.parse(line).graphql ?? '';
        if (url !== '') break;
      }
      const { port } = new URL(url);
      const [node = '', ...probe] = listOf('HEALTHCHECK', 'CMD ');
      expect(node).toBe('node');
      const isHealthy = (at: string): boolean =>
        spawnSync(process.execPath, probe, { env: { PATH, PORT: at } }).status === 0;
      const until = Date.now() + 20_000;
      while (!isHealthy(port) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 200));
      expect(isHealthy(port)).toBe(true);
      expect(isHealthy('9')).toBe(false);
    } finally {
      const exited = new Promise<number | null>((resolve) => gateway.once('exit', resolve));
      gateway.kill('SIGTERM');
      expect(await exited).toBe(0);
    }
  },
);
