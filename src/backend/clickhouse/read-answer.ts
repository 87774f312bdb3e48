import type { Readable } from 'node:stream';
import type { ResultSet } from '@clickhouse/client';
import type { AnswerShare } from '../answer-budget.ts';

/**
 * The text of an answer, taken from `share` as it arrives. Once there is too much nothing is kept, and where more follows
 * `end` is called, which has the engine end the statement; rejects with the share's error once the stream is over.
 */
export async function readAnswer(
  answer: ResultSet<'JSONCompact'>,
  share: AnswerShare,
  end: () => void,
): Promise<string> {
  const chunks: Buffer[] = [];
  let excess: unknown;
  try {
    for await (const chunk of streamOf(answer)) {
      if (excess !== undefined) {
        end();
        continue;
      }
      try {
        share.take(0, chunk.length);
        chunks.push(chunk);
      } catch (error) {
        excess = error;
        chunks.length = 0;
      }
    }
  } catch (error) {
    throw excess ?? error;
  }
  if (excess !== undefined) throw excess;
  return Buffer.concat(chunks).toString();
}

/** `stream()` of the client cuts an answer into rows, which this format has not (@clickhouse/client 1.23, result_set.js). */
function streamOf(answer: ResultSet<'JSONCompact'>): AsyncIterable<Buffer> {
  const { _stream: stream } = answer as unknown as { readonly _stream: Readable };
  return stream;
}
