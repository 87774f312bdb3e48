import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SplicedJson, stringifyWithMarks } from '../../../src/model/spliced-json.ts';
import { stringifyAnswer, TOO_LONG } from '../../../src/server/response-writer.ts';

describe('stringifyAnswer', () => {
  test('is JSON.stringify for any value without spliced texts', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(stringifyAnswer({ value })).toBe(JSON.stringify({ value }));
      }),
    );
  });

  test('means the same as the parsed texts, wherever they stand and whatever stands around them', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.jsonValue().map((value) => new SplicedJson(JSON.stringify(value))),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const answer = { data: value };
        expect(JSON.parse(stringifyAnswer(answer))).toEqual(JSON.parse(JSON.stringify(answer)));
      }),
    );
  });

  test('keeps the text as it is', () => {
    const spliced = new SplicedJson('[1e3, 1.0 ,"$&"]');
    expect(stringifyAnswer({ a: spliced, b: [spliced, '$&'] })).toBe(
      '{"a":[1e3, 1.0 ,"$&"],"b":[[1e3, 1.0 ,"$&"],"$&"]}',
    );
  });

  test('a mark that data repeats is noticed by whoever marks, and marks end with the call', () => {
    const spliced = new SplicedJson('[1]');
    expect(stringifyWithMarks({ spliced }, 'm')).toEqual({ text: '{"spliced":"m"}', texts: ['[1]'] });
    expect(JSON.stringify({ spliced })).toBe('{"spliced":[1]}');
    const throwing = {
      toJSON: () => {
        throw new Error('no');
      },
    };
    expect(() => stringifyAnswer([throwing])).toThrow('no');
    expect(JSON.stringify(spliced)).toBe('[1]');
  });

  test('takes as many bytes of UTF-8 as there may be, in whatever part of the answer, and not one more', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const part = fc.oneof(
      text,
      text.map((each) => new SplicedJson(JSON.stringify([each]))),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const written = stringifyAnswer({ parts });
        const bytes = Buffer.byteLength(written);
        expect(stringifyAnswer({ parts }, bytes)).toBe(written);
        expect(stringifyAnswer({ parts }, bytes - 1)).toBe(TOO_LONG);
      }),
    );
  });

  test('a text that no string could hold is too long, and is not joined to see it', () => {
    const spliced = new SplicedJson(JSON.stringify('x'.repeat(1_000_000)));
    expect(stringifyAnswer(Array(1_000).fill(spliced), 134_217_728)).toBe(TOO_LONG);
    const plain = Array(700).fill('y'.repeat(1_000_000));
    expect(stringifyAnswer(plain, 134_217_728)).toBe(TOO_LONG);
  });
});
