import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seriesLine } from './series-lines.ts';

/** Bulk files of invented series that EIA restates from version to version. */
export type Version = { readonly files: readonly string[]; readonly observations: number };

/** A load writes its rows file by file, as the series `KILL.SHARED.A` stands in all of them. */
const FILES = 3;
const SERIES_PER_FILE = 100;
const PERIODS = 60;
/** Identical wherever it stands: no version changes it. */
const SHARED = seriesLine('KILL.SHARED.A', [1, 2, 3]);

/** Writes version `version` (from 1) into a folder: of the one before, some values are others and periods are added. */
export async function writeVersion(folder: string, version: number): Promise<Version> {
  const files: string[] = [];
  let observations = 0;
  for (let file = 0; file < FILES; file += 1) {
    const lines = [SHARED];
    observations += 3;
    for (let series = 0; series < SERIES_PER_FILE; series += 1) {
      const values = valuesOf(series, version);
      observations += values.length;
      const more = { last_updated: new Date(Date.UTC(2024, version, 1)).toISOString() };
      // Feeds the second table that ClickHouse keeps of hourly demand.
      if (series === 1) lines.push(demandLine(`EBA.K${file}-ALL.D.H`, values, more));
      else lines.push(seriesLine(`KILL.${file}.${series}.A`, values, isRestated(series) ? more : {}));
    }
    const path = join(folder, `version-${version}-${file}.txt`);
    await writeFile(path, lines.join('\n'));
    files.push(path);
  }
  return { files, observations };
}

/** A quarter of the series stay as they are. */
function isRestated(series: number): boolean {
  return series % 4 !== 0;
}

function valuesOf(series: number, version: number): (number | null)[] {
  const newest = isRestated(series) ? version : 1;
  return Array.from({ length: PERIODS + newest }, (_, period) => {
    // The version that restated this value last: every third value is, in turn.
    let restated = newest;
    while (restated > 1 && (series + period) % 3 !== restated % 3) restated -= 1;
    if ((series + period + restated) % 11 === 0) return null;
    return (series * 100 + period) / 8 + restated;
  });
}

function demandLine(id: string, values: readonly (number | null)[], more: object): string {
  const hour = (index: number): string => {
    const text = new Date(Date.UTC(2024, 0, 1, index)).toISOString();
    return `${text.slice(0, 13).replaceAll('-', '')}Z`;
  };
  const data = values.map((value, index) => [hour(index), value]).reverse();
  const name = 'Invented: Demand for Nobody (K), hourly - UTC time';
  return JSON.stringify({ series_id: id, name, f: 'H', units: 'megawatthours', ...more, data });
}
