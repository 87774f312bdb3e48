import { expect, test } from '@jest/globals';
import { type ASTNode, Kind, parse, visit } from 'graphql';
import { argumentPath } from '../../../src/server/argument-path.ts';

/** The literal `"x"` of a document. */
function marked(document: string): ASTNode | undefined {
  let found: ASTNode | undefined;
  visit(parse(document), {
    [Kind.STRING]: (node) => {
      if (node.value === 'x') found = node;
    },
  });
  return found;
}

test.each([
  ['{ a(origin: "x") { b } }', 'origin'],
  ['{ a(width: "P1D", origin: "x") { b } }', 'origin'],
  ['{ a(range: { between: { start: "y", end: "x" } }) { b } }', 'range.between.end'],
  ['{ a(where: { and: [{ at: { eq: "y" } }, { at: { in: ["y", "x"] } }], z: 1 }) }', 'where.and.at.in'],
  ['{ a(p: { q: { r: 1 }, s: "x" }) }', 'p.s'],
  ['{ a(list: [["y"], ["x"]]) }', 'list'],
])('%s', (document, path) => {
  expect(argumentPath(marked(document))).toBe(path);
});

test('is unknown without a place in a document', () => {
  expect(argumentPath(undefined)).toBeUndefined();
});
