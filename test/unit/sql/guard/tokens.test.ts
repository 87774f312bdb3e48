import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nameOf, tokenize } from '../../../../src/sql/guard/tokens.ts';

const shapes = (sql: string): string[] => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('the tokens of Trino SQL', () => {
  test.each<[sql: string, tokens: string[]]>([
    ["select 'it''s' -- ; drop\n, x", ['word select', "literal 'it''s'", 'symbol ,', 'word x']],
    ["U&'\\0044' x'00' u&'a'", ["literal U&'\\0044'", "literal x'00'", "literal u&'a'"]],
    ['a."b""; c".`d`` `', ['word a', 'symbol .', 'quoted "b""; c"', 'symbol .', 'quoted `d`` `']],
    [
      '1 1.5 .5 1e+5TABLE 0xFF 1_000 2x',
      [
        'number 1',
        'number 1.5',
        'number .5',
        'number 1e+5',
        'word TABLE',
        'number 0xFF',
        'number 1_000',
        'number 2x',
      ],
    ],
    ['/* a /* b */ c', ['word c']],
    ['a --', ['word a']],
    ['a / * b', ['word a', 'symbol /', 'symbol *', 'word b']],
    ['a = ? and b', ['word a', 'symbol =', 'parameter ?', 'word and', 'word b']],
    [
      'PATTERN (A? (B??)) ?',
      [
        'word PATTERN',
        'symbol (',
        'word A',
        'symbol ?',
        'symbol (',
        'word B',
        'symbol ?',
        'symbol ?',
        'symbol )',
        'symbol )',
        'parameter ?',
      ],
    ],
    ["x 'open ; --", ['word x', "unterminated 'open ; --"]],
    ['x "open', ['word x', 'unterminated "open']],
    ['x /* open', ['word x', 'unterminated /* open']],
    ['é;', ['symbol é', 'symbol ;']],
    ['', []],
  ])('%j', (sql, tokens) => {
    expect(shapes(sql)).toEqual(tokens);
  });

  test('names are folded as the engine folds them', () => {
    expect(tokenize('Foo "B""ar" `B``az`').map(nameOf)).toEqual(['foo', 'b"ar', 'b`az']);
  });

  test('whatever the text: tokens are in order and what lies between them is blank or a comment', () => {
    const pieces = fc.constantFrom(
      "'",
      "''",
      '"',
      '`',
      '--',
      '/*',
      '*/',
      '\n',
      ' ',
      ';',
      '?',
      'U&',
      'a',
      '1',
      '(',
      ')',
      '.',
      'é',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (sql) => {
        let end = 0;
        for (const token of tokenize(sql)) {
          expect(sql.slice(end, token.start)).toMatch(/^(?:[ \t\r\n]|--[^\r\n]*|\/\*.*?\*\/)*$/s);
          expect(sql.slice(token.start, token.end)).toBe(token.text);
          end = token.end;
        }
        expect(sql.slice(end)).toMatch(/^(?:[ \t\r\n]|--[^\r\n]*|\/\*.*?\*\/)*$/s);
      }),
    );
  });

  test('any text in quotes or a comment is one token or none, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const literal = `'${text.replaceAll("'", "''")}'`;
        const quoted = `"${text.replaceAll('"', '""')}"`;
        const comment = `/*${text.replaceAll('*/', '')} */`;
        const line = `--${text.replaceAll(/[\r\n]/g, '')}\n`;
        expect(shapes(`${literal} ${quoted}${comment}${line};`)).toEqual([
          `literal ${literal}`,
          `quoted ${quoted}`,
          'symbol ;',
        ]);
      }),
    );
  });
});
