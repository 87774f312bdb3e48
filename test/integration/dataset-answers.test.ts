import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { storeAwkwardRows } from '../support/awkward-storage.ts';
import { type DatasetEngine, describeDatasetAnswers } from '../support/dataset-suite.ts';
import { EMBEDDED_ENGINES, openEmbedded } from '../support/embedded-backend.ts';

describe.each(EMBEDDED_ENGINES)('a declared table in embedded %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'aurum-dataset-'));
  let opened: DatasetEngine | null = null;
  beforeAll(async () => {
    const backend = await openEmbedded(name, folder);
    opened = { backend, table: ['awkward "table"'] };
    await storeAwkwardRows(backend, 'awkward "table"');
  }, 120_000);
  afterAll(async () => {
    await opened?.backend.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describeDatasetAnswers(() => {
    if (opened === null) throw new Error('The engine has not been opened.');
    return opened;
  });
});
