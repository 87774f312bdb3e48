#!/usr/bin/env node
// Plain JavaScript of an old kind: it must start on any Node to say which one is needed.
import { existsSync } from 'node:fs';

const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < NEEDED) {
  process.stderr.write(
    `aurum needs Node ${NEEDED} or later; this is ${process.versions.node}. ` +
      'Run it as `npx aurum` or `npm start` in its folder: npm brings the right one.\n',
  );
  process.exitCode = 1;
} else {
  // The embedded ClickHouse runs each query on a thread of libuv's pool, whose size is read once, at its first use:
  // https://docs.libuv.org/en/v1.x/threadpool.html
  process.env.UV_THREADPOOL_SIZE ??= '32';
  // A checkout has the sources, a built package what was made of them.
  const sources = new URL('../src/main.ts', import.meta.url);
  const built = new URL('../src/main.js', import.meta.url);
  const { main } = await import((existsSync(sources) ? sources : built).href);
  await main();
}
