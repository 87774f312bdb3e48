import { AurumError } from '../../errors.ts';

const ONE_READING_STATEMENT = 'One SELECT, WITH, VALUES, TABLE or EXPLAIN statement.';

/** An error for SQL that does more than reading what it may read. */
export function forbidden(message: string, allowed: string = ONE_READING_STATEMENT): AurumError {
  return new AurumError('FORBIDDEN_SQL', message, { argument: 'sql', allowed });
}
