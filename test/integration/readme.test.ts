import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

function block(language: string): string {
  const text = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(README)?.[1];
  if (text === undefined) throw new Error(`README.md has no ${language} block.`);
  return text;
}

let gateways: TestGateway[] = [];

beforeAll(async () => {
  const start = (engine: string, other: string): Promise<TestGateway> =>
    startGateway({
      settings: { first_look: 'true', 'data_backend.backend_type': engine, [`${other}.url`]: 'none' },
    });
  gateways = await Promise.all([start('timescale', 'clickhouse'), start('clickhouse', 'timescale')]);
}, 90_000);

afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

test("the README's first query has the README's answer, on both engines", async () => {
  for (const gateway of gateways) {
    const { text } = await gateway.query(block('graphql'));
    expect(JSON.parse(text)).toEqual(JSON.parse(block('json')));
  }
});

test('the example client prints the newest value of each series', async () => {
  const example = join(import.meta.dirname, '../../examples/client/dataset.ts');
  for (const gateway of gateways) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      example,
      '--url',
      `${gateway.url}/graphql`,
    ]);
    expect(stdout).toContain(
      '2017  21933 thousand megawatthours  Net generation : renewables : Iowa : annual\n',
    );
    expect(stdout).toContain('3 of 3 series\n');
  }
});

test('the IDE opens with the same query', async () => {
  const [gateway] = gateways;
  const page = await (await fetch(`${gateway?.url}/ide/`)).text();
  expect(page).toContain(block('graphql'));
});
