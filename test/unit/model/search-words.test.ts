import { expect, test } from '@jest/globals';
import { caseFoldedWords } from '../../../src/model/search-words.ts';

test.each([
  ['Net generation : all fuels : Texas', ['net', 'generation', 'all', 'fuels', 'texas']],
  ['U.S. No. 2 Diesel (No. 2)', ['u', 's', 'no', '2', 'diesel']],
  ['Ｗｉｄｅ Ölförderung', ['wide', 'ölförderung']],
  [' : ', []],
])('the words of "%s"', (text, words) => {
  expect(caseFoldedWords(text)).toEqual(words);
});
