import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { readmeBlock } from '../support/readme.ts';

let gateways: TestGateway[] = [];

beforeAll(async () => {
  const start = (engine: string, other: string): Promise<TestGateway> =>
    startGateway({
      settings: { first_look: 'true', 'data_backend.backend_type': engine, [`${other}.url`]: 'none' },
    });
  gateways = await Promise.all([start('timescale', 'clickhouse'), start('clickhouse', 'timescale')]);
}, 90_000);

afterAll(() => Promise.all(gateways.map((gateway) => gateway.close())));

test.each([0, 1])("the README's query number %i has the README's answer, on both engines", async (index) => {
  for (const gateway of gateways) {
    const { text } = await gateway.query(readmeBlock('graphql', index));
    expect(JSON.parse(text)).toEqual(JSON.parse(readmeBlock('json', index)));
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

test('the IDE opens with the first query', async () => {
  const [gateway] = gateways;
  const page = await (await fetch(`${gateway?.url}/ide/`)).text();
  expect(page).toContain(readmeBlock('graphql'));
});
