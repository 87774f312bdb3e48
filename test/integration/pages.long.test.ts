import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../support/chromium.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const executablePath = chromiumPath();
const inBrowser = executablePath === undefined ? describe.skip : describe;

inBrowser(
  `the pages in a browser${executablePath === undefined ? ' (no Chromium here; set CHROMIUM)' : ''}`,
  () => {
    let gateway: TestGateway;
    let browser: Browser;

    beforeAll(async () => {
      const settings = {
        first_look: 'true',
        'data_backend.backend_type': 'clickhouse',
        'timescale.url': 'none',
        'graphql.ide': 'true',
      };
      gateway = await startGateway({ settings });
      browser = await chromium.launch({
        executablePath: executablePath ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--disable-background-networking',
          '--no-first-run',
        ],
      });
    }, 90_000);

    afterAll(async () => {
      await browser.close();
      await gateway.close();
    });

    test('the IDE asks no other host, knows the schema, and runs a query', async () => {
      const page = await browser.newPage();
      const foreign: string[] = [];
      await page.route('**/*', (route) => {
        const url = route.request().url();
        if (url.startsWith(gateway.url) || url.startsWith('data:') || url.startsWith('blob:'))
          return route.continue();
        foreign.push(url);
        return route.abort();
      });
      await page.goto(`${gateway.url}/ide/`);
      await page.getByText('Reloaded doc successfully').waitFor();
      const answered = page.waitForResponse((response) =>
        (response.request().postData() ?? '').includes('iowa net generation'),
      );
      await page.getByRole('button', { name: 'Send Request' }).click();
      expect((await answered).status()).toBe(200);
      await page.getByText('Net generation : renewables : Iowa : annual').first().waitFor();
      expect(foreign).toEqual([]);
      await page.close();
    }, 60_000);

    test('a browser that opens /graphql gets the Sandbox page of this endpoint', async () => {
      const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(200);
      expect(await response.text()).toMatch(/sandbox/i);
    });
  },
);
