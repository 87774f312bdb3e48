import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The code of the README's block number `index` (from 0) in a language. */
export function readmeBlock(language: string, index = 0): string {
  const blocks = [...README.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))];
  const code = blocks[index]?.[1];
  if (code === undefined) throw new Error(`README.md has no ${language} block number ${index}.`);
  return code;
}
