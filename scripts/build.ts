import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Builds `dist/`: a folder that runs by itself beside its dependencies (`node dist/bin/aurum.js serve`). */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** What runs but is no TypeScript, and what a package must carry. */
const COPIED = [
  'bin/aurum.js',
  'package.json',
  'settings.yaml',
  'README.md',
  'LICENSE',
  'NOTICE',
  ...globSync(['schema/*.graphql', 'datasets/*.{yaml,json}', 'src/backend/*/migrations/*.sql'], {
    cwd: root,
  }),
];

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
process.exitCode = compiled.status ?? 1;
if (process.exitCode === 0) {
  for (const file of COPIED) cpSync(join(root, file), join(dist, file));
}
