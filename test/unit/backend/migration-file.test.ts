import { expect, test } from '@jest/globals';
import { dueMigrations, splitStatements } from '../../../src/backend/migration-file.ts';

const FILES = ['001_a', '002_b', '003_c'].map((name) => ({ name, script: '', checksum: `sum of ${name}` }));

test('statements are split on lines that hold a semicolon alone', () => {
  expect(splitStatements("-- head\n\nselect ';'\n ; \n;\nselect\n2\n;\n-- tail\n")).toEqual([
    "-- head\n\nselect ';'",
    'select\n2',
  ]);
});

test.each([
  ['none is applied', [], ['001_a', '002_b', '003_c']],
  ['some are', [['001_a', 'sum of 001_a']], ['002_b', '003_c']],
  ['one is that this version does not know', [['900_later', 'x']], ['001_a', '002_b', '003_c']],
])('what is due where %s', (_, applied, due) => {
  expect(dueMigrations('trino', FILES, applied).map(({ name }) => name)).toEqual(due);
});

test('a file that was changed after it was applied is refused before any other is applied', () => {
  const applied = [['003_c', 'another']];
  expect(() => dueMigrations('trino', FILES, applied)).toThrow(
    'Migration 003_c is not the file that was applied to this database.',
  );
});
