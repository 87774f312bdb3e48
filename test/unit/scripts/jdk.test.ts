import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findJdk } from '../../../scripts/trino/jdk.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aurum-jdk-'));
  for (const [name, version] of [
    ['old', '17.0.15'],
    ['ancient', '1.8.0_392'],
    ['new', '99.0.1'],
  ] as const) {
    mkdirSync(join(folder, name, 'bin'), { recursive: true });
    writeFileSync(join(folder, name, 'release'), `IMPLEMENTOR="Nobody"\nJAVA_VERSION="${version}"\n`);
    writeFileSync(join(folder, name, 'bin', 'java'), '');
    chmodSync(join(folder, name, 'bin', 'java'), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

test('JAVA_HOME comes first where it is new enough', () => {
  expect(findJdk({ JAVA_HOME: at('new'), PATH: '' })).toEqual({ home: at('new'), version: 99 });
});

test('a JAVA_HOME that is too old does not hide a newer Java on the path', () => {
  const PATH = `${at('ancient')}/bin:${at('new')}/bin`;
  expect(findJdk({ JAVA_HOME: at('old'), PATH })).toEqual({ home: at('new'), version: 99 });
});
