import { expect, test } from '@jest/globals';
import { partitioningOf } from '../../../src/sql/iceberg-partitioning.ts';

test.each<[definition: string, partitioning: string[]]>([
  ["CREATE TABLE a.b.c (\n  id bigint\n)\nWITH (\n  format = 'ORC'\n)", []],
  [
    "CREATE TABLE a.b.c (\n  id bigint\n)\nWITH (\n  partitioning = ARRAY['month(ts)','bucket(id, 4)'],\n  x = ARRAY['y']\n)",
    ['month(ts)', 'bucket(id, 4)'],
  ],
  [
    "CREATE TABLE a.b.c (\n  partitioning bigint\n)\nWITH (\n  partitioning = ARRAY['\"it''s, ]\"']\n)",
    ['"it\'s, ]"'],
  ],
  [
    "CREATE TABLE a.b.c (\n  t timestamp(6) with time zone COMMENT 'WITH (partitioning = ARRAY[''x''])'\n)",
    [],
  ],
])('%s', (definition, partitioning) => {
  expect(partitioningOf(definition)).toEqual(partitioning);
});
