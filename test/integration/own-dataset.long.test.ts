import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../scripts/free-port.ts';
import { type LineShell, startLineShell } from '../support/line-shell.ts';
import { type StartedPostgres, startPostgres } from '../support/postgres.ts';
import { leaveOut } from '../support/skips.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What a fresh clone has not, `node_modules` aside, which is the one thing that `npm install` adds. */
const NOT_CLONED = [
  '.git',
  '.aurum',
  'dist',
  'node_modules',
  'examples/own-dataset/generated',
  'examples/own-dataset/schema.graphql',
  'examples/own-dataset/tables',
];

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const section = README.split(/^(?=## )/m).find((text) => text.startsWith('## A table of your own\n')) ?? '';
const clone = mkdtempSync(join(tmpdir(), 'aurum-clone-'));
const walked = join(clone, 'examples/own-dataset');
let postgres: StartedPostgres;
let shell: LineShell;
let port = 0;

function block(language: string): string {
  const text = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(section)?.[1];
  if (text === undefined) throw new Error(`The section has no ${language} block.`);
  return text;
}

/** The environment of a person's terminal: nothing of npm's, which runs this test. */
function terminalEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { PATH: folders.join(delimiter), HOME };
}

/** A line as its reader would paste it: the one that names the server names this test's. */
function asPasted(line: string, url: string): string {
  if (!line.startsWith('export ')) return line;
  const named = line.replace('PORT=4000', `PORT=${port}`).replace(/postgres:\S+/, url);
  expect(named).toContain(`PORT=${port} `);
  expect(named).toContain(url);
  return named;
}

/** The gateway's log once it has ended, or when it takes too long. */
async function logAtEnd(): Promise<string> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const log = readFileSync(join(walked, 'gateway.log'), 'utf8');
    if (log.includes('"Stopped."') || Date.now() > deadline) return log;
    await sleep(50);
  }
}

beforeAll(async () => {
  cpSync(ROOT, clone, {
    recursive: true,
    filter: (source) => !NOT_CLONED.includes(relative(ROOT, source)) && !source.endsWith('.log'),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  postgres = await startPostgres();
  port = await freePort();
  shell = startLineShell(clone, terminalEnvironment());
});

afterAll(async () => {
  await shell?.close();
  if (postgres && 'stop' in postgres) await postgres.stop();
  rmSync(clone, { recursive: true, force: true });
});

test("README's walk from a table to a typed client prints what README says, in at most ten lines", async () => {
  if ('skip' in postgres) {
    leaveOut(postgres.skip);
    return;
  }
  const lines = block('sh').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(10);
  let printed = '';
  for (const line of lines) {
    const { exitCode, output, errors } = await shell.run(asPasted(line, postgres.url));
    if (exitCode !== 0) throw new Error(`${line}\nended with ${exitCode}:\n${output}${errors}`);
    printed += output;
  }
  expect(printed).toBe(block('text'));
  expect(await logAtEnd()).toContain('"Stopped."');

  // What README says of a table whose additivity nobody has decided.
  const print = 'npx aurum schema print --datasets-dir tables > schema.graphql';
  const undecided = await shell.run(
    `cp tables/meters.yaml.first tables/meters.yaml && ${print} && npx graphql-codegen 2>&1`,
  );
  expect(undecided.exitCode).toBe(1);
  expect(undecided.output).toContain('Cannot query field "sum" on type "FloatRateAggregates"');
});
