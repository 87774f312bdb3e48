// What engines write differently from JavaScript: exponents, denormals (quoted or not), negative zero.
const FOREIGN = /[eE]|nan|inf|NaN|Inf|-0[,\]]/;

/**
 * A JSON array of doubles as some engine wrote it (shortest digits that read back the same), with each number in
 * JavaScript's own text and NaN and infinities as null, so that every engine gives the same bytes.
 */
export function normalizeNumbers(json: string): string {
  if (!FOREIGN.test(json)) return json;
  const numbers = json.slice(1, -1).split(',');
  return `[${numbers.map(normalizeNumber).join(',')}]`;
}

function normalizeNumber(text: string): string {
  if (text === 'null') return text;
  const number = Number(text);
  return Number.isFinite(number) ? JSON.stringify(number) : 'null';
}
