import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What one line did; `output` is its standard output. */
export type LineResult = { readonly exitCode: number; readonly output: string; readonly errors: string };

/** One bash that runs the lines it is given one after the other, as a person who pastes them. */
export type LineShell = {
  run(line: string): Promise<LineResult>;
  /** Ends it, and what its lines left running in the background. */
  close(): Promise<void>;
};

const END_OF_LINE = '=== end of line';
// Jobs are process groups, as in a terminal. A line reads nothing, or it would read the next line.
const LOOP = `set -m
while IFS= read -r line; do eval "$line" < /dev/null; printf '\\n%s %d\\n' '${END_OF_LINE}' "$?"; done
for job in $(jobs -p); do kill -KILL -- "-$job"; done`;

/** Starts bash in a folder, with nothing in its environment but `env`. */
export function startLineShell(folder: string, env: Record<string, string>): LineShell {
  const bash = spawn('bash', ['-c', LOOP], { cwd: folder, env });
  const exited = new Promise<void>((resolve) => bash.once('exit', () => resolve()));
  const output = createInterface({ input: bash.stdout })[Symbol.asyncIterator]();
  let errors = '';
  bash.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  return {
    async run(line) {
      errors = '';
      bash.stdin.write(`${line}\n`);
      const read: string[] = [];
      for (;;) {
        const { value, done } = await output.next();
        if (done === true) throw new Error(`bash ended in: ${line}\n${errors}`);
        if (value.startsWith(END_OF_LINE)) {
          // The last line break is the marker's.
          return { exitCode: Number(value.slice(END_OF_LINE.length)), output: read.join('\n'), errors };
        }
        read.push(value);
      }
    },
    async close() {
      bash.stdin.end();
      await exited;
    },
  };
}
