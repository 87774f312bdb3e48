import { randomUUID } from 'node:crypto';
import { stringifyWithMarks } from '../model/spliced-json.ts';

/**
 * The JSON text of an answer, with the texts of its SplicedJson values put in unparsed. Each answer has its own random
 * mark, so nothing a client or an engine sent can be taken for one.
 */
export function stringifyAnswer(answer: unknown): string {
  // 122 random bits, which Node draws in advance: randomBytes would cost each answer some 6 microseconds.
  const mark = randomUUID();
  const { text, texts } = stringifyWithMarks(answer, mark);
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
