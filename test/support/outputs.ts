import { Writable } from 'node:stream';

/** A stream that keeps what is written to it as text. */
export type TextSink = Writable & { text(): string };

/** An empty {@link TextSink}. */
export function createTextSink(): TextSink {
  let written = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  return Object.assign(sink, { text: () => written });
}
