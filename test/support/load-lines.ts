import type { Backend } from '../../src/backend/backend.ts';
import { load } from '../../src/ingest/load.ts';
import { SILENT } from '../../src/telemetry/log.ts';
import { linesSource } from './series-lines.ts';

/** Loads bulk lines into a backend, seen at `nowMillis` or now; throws what stopped the load. */
export async function loadLines(
  backend: Backend,
  lines: readonly string[],
  nowMillis: number = Date.now(),
): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  const options = { backends: [backend], skipBad: false, signal, logger: SILENT, nowMillis, onEvent() {} };
  const { error } = await load(await linesSource(lines), options);
  if (error !== null) throw error;
}
