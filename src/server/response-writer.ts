import { randomUUID } from 'node:crypto';
import { stringifyWithMarks } from '../model/spliced-json.ts';

/** What {@link stringifyAnswer} writes in place of an answer that is too long. */
export const TOO_LONG = '';

/**
 * The JSON text of an answer, with the texts of its SplicedJson values put in unparsed; {@link TOO_LONG} where that would
 * have more than `maxBytes`. Each answer has its own random mark, so nothing a client or an engine sent can be taken for one.
 */
export function stringifyAnswer(answer: unknown, maxBytes = Number.POSITIVE_INFINITY): string {
  // 122 random bits, which Node draws in advance: randomBytes would cost each answer some 6 microseconds.
  const mark = randomUUID();
  const marked = marksIn(answer, mark);
  if (marked === null || !fits(marked, mark, maxBytes)) return TOO_LONG;
  const { text, texts } = marked;
  if (texts.length === 0) return text;
  const pieces = text.split(`"${mark}"`);
  if (pieces.length !== texts.length + 1)
    throw new Error('An answer held the mark of its own spliced texts.');
  let written = pieces[0] ?? '';
  texts.forEach((spliced, index) => {
    written += spliced + (pieces[index + 1] ?? '');
  });
  return written;
}

type Marked = ReturnType<typeof stringifyWithMarks>;

/** Null where the text is longer than any string may be. */
function marksIn(answer: unknown, mark: string): Marked | null {
  try {
    return stringifyWithMarks(answer, mark);
  } catch (error) {
    if (error instanceof RangeError && error.message === 'Invalid string length') return null;
    throw error;
  }
}

/** A character takes at most three bytes of UTF-8, so the bytes of most answers need no counting. */
function fits({ text, texts }: Marked, mark: string, maxBytes: number): boolean {
  const marks = texts.length * (mark.length + 2);
  const length = texts.reduce((sum, each) => sum + each.length, text.length - marks);
  if (length > maxBytes) return false;
  if (length * 3 <= maxBytes) return true;
  const bytes = Buffer.byteLength(text) - marks;
  return texts.reduce((sum, each) => sum + Buffer.byteLength(each), bytes) <= maxBytes;
}
