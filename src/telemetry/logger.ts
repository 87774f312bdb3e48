import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger } from './log.ts';

/** A logger that makes others which add fields to every line. */
export type RootLogger = Logger & { child(fields: object): RootLogger };

export type LoggerOptions = {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** One JSON object a line, or one line for people. */
  readonly format: 'json' | 'text';
  readonly destination: { write(line: string): unknown };
};

/** Field names that never reach a log, at the top of a line or one level down. */
const SECRET_FIELDS = ['password', 'apiKey', 'secret', 'cursorSecret', 'token', 'authorization', 'cookie'];

/** A pino logger with instants as ISO 8601 text and levels by name. */
export function createLogger({ level, format, destination }: LoggerOptions): RootLogger {
  const stream = format === 'json' ? destination : readableLines(destination);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    },
    { write: (line: string) => void stream.write(line) },
  );
}

/** Turns pino's JSON lines into `time LEVEL message key=value …`, with the stack of an error below. */
function readableLines(destination: LoggerOptions['destination']): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      destination.write(readable(line));
      done();
    },
  });
}

function readable(line: string): string {
  const { time, level, msg, err, ...fields }: Record<string, unknown> = JSON.parse(line);
  const clock = String(time).slice(11, 23);
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('');
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : '';
  return `${clock} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}${rest}${stack}\n`;
}
