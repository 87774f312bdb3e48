import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** The layers from the ground up; a file may import its own layer and those below. */
const LAYERS: readonly (readonly string[])[] = [
  ['src/model', 'src/errors.ts'],
  ['src/sql', 'src/calendar', 'src/units', 'src/telemetry', 'src/settings'],
  ['src/backend', 'src/datasets', 'src/planner'],
  ['src/dao', 'src/ingest', 'src/demo'],
  ['src/context.ts'],
  ['resolvers'],
  ['src/server'],
  ['src/main.ts', 'src/cli'],
];

/** Imports between folders of one layer that are meant. */
const NEIGHBOURS = new Set(['src/main.ts > src/cli', 'src/datasets > src/backend']);

type Import = { readonly from: string; readonly to: string };

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return specifiers
    .map((specifier) => ({ from: file, to: relative(ROOT, join(ROOT, dirname(file), specifier)) }))
    .filter(({ to }) => !to.includes('generated'));
}

function place(file: string): { rank: number; folder: string } {
  for (const [rank, folders] of LAYERS.entries()) {
    const folder = folders.find((name) => file === name || file.startsWith(`${name}/`));
    if (folder !== undefined) return { rank, folder };
  }
  throw new Error(`${file} belongs to no layer: name its folder in test/layers.test.ts.`);
}

const FILES = [...sourceFiles('src'), ...sourceFiles('resolvers')];
const IMPORTS = FILES.flatMap(importsOf);
const arrow = ({ from, to }: Import): string => `${from} > ${to}`;

describe('imports', () => {
  test('are found at all', () => {
    expect(FILES.length).toBeGreaterThan(50);
    expect(IMPORTS.length).toBeGreaterThan(100);
  });

  test('point downward only', () => {
    const upward = IMPORTS.filter(({ from, to }) => place(to).rank > place(from).rank);
    expect(upward.map(arrow)).toEqual([]);
  });

  test('do not cross between folders of one layer, save model and errors', () => {
    const sideways = IMPORTS.filter(({ from, to }) => {
      const [source, target] = [place(from), place(to)];
      if (source.rank !== target.rank || source.folder === target.folder || target.rank === 0) return false;
      return !NEIGHBOURS.has(`${source.folder} > ${target.folder}`);
    });
    expect(sideways.map(arrow)).toEqual([]);
  });

  test('of one engine never reach another', () => {
    const engine = (file: string): string | undefined =>
      /^src\/backend\/(timescale|clickhouse|trino)\//.exec(file)?.[1];
    const across = IMPORTS.filter(({ from, to }) => {
      const [source, target] = [engine(from), engine(to)];
      return source !== undefined && target !== undefined && source !== target;
    });
    expect(across.map(arrow)).toEqual([]);
  });

  test('of resolvers reach no SQL and no backend', () => {
    const reached = IMPORTS.filter(
      ({ from, to }) => from.startsWith('resolvers/') && /^src\/(sql|backend|dao)\//.test(to),
    );
    expect(reached.map(arrow)).toEqual([]);
  });

  test('of the planner are pure: no SQL, no settings, no telemetry', () => {
    const reached = IMPORTS.filter(
      ({ from, to }) =>
        from.startsWith('src/planner/') && !/^src\/(planner|calendar|model)\/|^src\/errors\.ts$/.test(to),
    );
    expect(reached.map(arrow)).toEqual([]);
  });

  test('of DAOs reach no generated types', () => {
    const texts = FILES.filter((file) => file.startsWith('src/dao/')).map((file) =>
      readFileSync(join(ROOT, file), 'utf8'),
    );
    expect(texts.filter((text) => text.includes('generated'))).toEqual([]);
  });
});

describe('files', () => {
  test('stay under 300 lines', () => {
    const long = FILES.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 300);
    expect(long).toEqual([]);
  });

  test('read process.env in one place', () => {
    const readers = FILES.filter((file) => /process\.env\b/.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(readers).toEqual(['src/main.ts']);
  });
});
