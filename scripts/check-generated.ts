import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Runs `npm run codegen` and fails when it changed anything that is committed; the new text is left in place. */
const root = join(import.meta.dirname, '..');
const FOLDERS = ['resolvers/generated', 'schema/printed', 'datasets', 'examples/client/generated'];

function generated(): Map<string, string> {
  const files = FOLDERS.map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}

const before = generated();
const run = spawnSync('npm', ['run', '--silent', 'codegen'], { cwd: root, encoding: 'utf8' });
const after = generated();
const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
if (run.status !== 0) {
  process.stderr.write(`${run.stdout}${run.stderr}\nnpm run codegen failed.\n`);
  process.exitCode = 1;
} else if (changed.length > 0) {
  const names = changed.map((file) => `  ${file.slice(root.length + 1)}`).join('\n');
  process.stderr.write(`Generated files were not up to date; commit them:\n${names}\n`);
  process.exitCode = 1;
}
