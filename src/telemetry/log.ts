/** What the code below the server needs of a logger: pino's shape, no more. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** A logger that says nothing, for tests and one-off calls. */
export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };
