import { expect, test } from '@jest/globals';
import { firstLookRecords, loadFirstLook } from '../../../src/ingest/first-look.ts';
import { SILENT } from '../../../src/telemetry/log.ts';
import { createRecordingBackend } from '../../support/recording-backend.ts';

const options = { signal: new AbortController().signal, logger: SILENT };

test('the first look is EIA’s Iowa figures under ids of our own', async () => {
  const records = await firstLookRecords();
  // The package is optional: an install without it has no first look.
  if (records === null) return;
  expect(records.map((record) => [record.id, record.periods.length])).toEqual([
    ['IOWA.NET_GENERATION.FOSSIL_FUELS.A', 17],
    ['IOWA.NET_GENERATION.NUCLEAR_ENERGY.A', 17],
    ['IOWA.NET_GENERATION.RENEWABLES.A', 17],
  ]);
  expect(records[2]).toMatchObject({ dataset: 'IOWA', region: 'USA-IA', units: 'thousand megawatthours' });
  expect(records[2]?.values.at(-1)).toBe(21_933);
  expect(records[2]?.periods.at(-1)?.text).toBe('2017');
});

test('it goes into an empty backend only', async () => {
  if ((await firstLookRecords()) === null) return;
  const backend = createRecordingBackend();
  expect(await loadFirstLook([backend], options)).toMatchObject({ loaded: true });
  expect(backend.rows('eia_observation')).toHaveLength(51);
  expect(await loadFirstLook([backend], options)).toEqual({
    loaded: false,
    message: 'There is data already.',
  });
});
