import { expect, test } from '@jest/globals';
import { type ASTNode, Kind, parse, type VariableDefinitionNode, visit } from 'graphql';
import { argumentPath, variablePath } from '../../../src/server/argument-path.ts';

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
  ['query ($z: T! = "x") { a(b: { z: 1, zone: $z }) { c(d: $z) } }', 'b.zone'],
  ['fragment F on T { a(zone: $z) } query ($y: [T!] = ["y"], $z: T = { q: "x" }) { b(y: $y) ...F }', 'zone'],
  [
    'fragment F on T { a(b: $z) } query A($z: T = "x", $y: T) { ...F } query B($y: T, $z: T) { c(d: $z) ...F }',
    'b',
  ],
  ['query ($z # what\n : # where\n T = "x") { a(zone # of whom\n : # what\n $ # which\n z) { b } }', 'zone'],
])('%s', (document, path) => {
  expect(argumentPath(marked(document))).toBe(path);
});

test.each([
  ['query ($z: T!) { a(range: { start: $z }, zone: $z) }', 'range.start'],
  ['query ($y: T, $z: T) { a(list: [$y, $z]) }', 'list'],
  ['query ($z: Boolean!) { a @include(if: $z) }', 'if'],
  ['query ($z: T) { a }', undefined],
  ['fragment F on T { a(b: { c: $z }) } query ($z: T) { ...F }', 'b.c'],
  ['fragment F on T { ...G } query ($z: T) { ...F } fragment G on T { a(b: $z) ...H }', 'b'],
  ['query B($z: T) { c(d: $z) } query A($y: T, $z: T) { a(b: $y, e: $z) }', 'd'],
  ['query A($z: T) { ...F } query B($y: T, $z: T) { c(d: $z) } fragment F on T { a(b: $z) }', 'b'],
  ['fragment G on T { c(d: $z) } query A($z: T) { ...F } query B { ...G } fragment F on T { a(b: $z) }', 'b'],
  [
    'fragment F on T { f(a: $z) } query A($z: T, $y: T) { ...F ...G } fragment G on T { g(b: $y) } query B($y: T, $z: T) { ...F ...G }',
    'a',
  ],
  [
    'query A($z: T) { ... { e } ... @skip(if: true) { e } ...F } query B($z: T) { c(d: $z) } fragment F on T { a(b: $z) }',
    'b',
  ],
  ['query fragment($z: T = { q: [1] }) @d(if: true) { a { b } c(d: [{ e: $z }]) }', 'd.e'],
  ['fragment F on T { ...G a(b: $z) } fragment G on T { ...F } query ($z: T) { ...F }', 'b'],
  ['query ($z # what\n : T) { a(b: $z) }', 'b'],
])('of the variable in %s', (document, path) => {
  let definition: VariableDefinitionNode | undefined;
  visit(parse(document), {
    [Kind.VARIABLE_DEFINITION]: (node) => {
      if (node.variable.name.value === 'z') definition ??= node;
    },
  });
  if (definition === undefined) throw new Error('There is a definition.');
  expect(variablePath(definition)).toBe(path);
});

test('comments without end are no matter', () => {
  const comments = '# no'.concat('\n# no'.repeat(50_000), '\n');
  expect(argumentPath(marked(`query ($z ${comments}: T = "x") { a(zone ${comments}: $z) }`))).toBe('zone');
});

test('is unknown without a place in a document', () => {
  expect(argumentPath(undefined)).toBeUndefined();
});
