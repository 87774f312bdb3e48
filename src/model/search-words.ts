const NOT_WORD = /[^\p{L}\p{N}]+/u;

/**
 * The distinct words of a text as search compares them: NFKC, lower case, split at everything but letters and digits.
 * Stored with each series and applied to what is searched for, so that every engine finds the same.
 */
export function caseFoldedWords(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().split(NOT_WORD);
  return [...new Set(words)].filter((word) => word !== '');
}
