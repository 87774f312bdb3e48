import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SENSOR_DATA } from '../support/admin-datasets.ts';
import { type EiaServer, startEiaServer } from '../support/eia-server.ts';
import { createRecordingBackend } from '../support/recording-backend.ts';

const backend = createRecordingBackend();
let served: EiaServer;

beforeAll(async () => {
  served = await startEiaServer(backend, { datasets: [SENSOR_DATA] });
});

afterAll(() => served.server.close());

describe('a mutation', () => {
  const document = encodeURIComponent(
    'mutation { compressChunks(input: { hypertable: "sensor_data", olderThan: "P1D" }) { changed } }',
  );

  test('is refused over GET', async () => {
    const response = await fetch(`${served.server.address}/graphql?query=${document}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(response.status).toBe(405);
    expect(backend.statements).toEqual([]);
  });

  test('is refused as a simple request of another site', async () => {
    const response = await fetch(`${served.server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ query: decodeURIComponent(document) }),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(backend.statements).toEqual([]);
  });
});
