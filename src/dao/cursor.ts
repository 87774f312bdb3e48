import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type AurumError, badUserInput } from '../errors.ts';

/** What a cursor remembers of a row: the values it is ordered by. */
export type CursorValues = readonly (string | number | null)[];

/** Makes and reads cursors. A cursor belongs to one list: the same field with the same arguments. */
export type CursorCodec = {
  encode(list: string, values: CursorValues): string;
  /** Throws BAD_USER_INPUT for a cursor that this gateway did not make for this list. */
  decode(list: string, cursor: string, argument: 'after' | 'before'): CursorValues;
};

const MAC_BYTES = 12;
const LIST_BYTES = 6;
const HEAD_BYTES = MAC_BYTES + LIST_BYTES;

/** Cursors are base64url of a MAC (HMAC-SHA-256, cut), a hash of the list, and the values as JSON. */
export function createCursorCodec(secret: string): CursorCodec {
  const sign = (body: Buffer): Buffer =>
    createHmac('sha256', secret).update(body).digest().subarray(0, MAC_BYTES);
  const listHash = (list: string): Buffer =>
    createHash('sha256').update(list).digest().subarray(0, LIST_BYTES);
  return {
    encode(list, values) {
      const body = Buffer.concat([listHash(list), Buffer.from(JSON.stringify(values))]);
      return Buffer.concat([sign(body), body]).toString('base64url');
    },
    decode(list, cursor, argument) {
      const bytes = Buffer.from(cursor, 'base64url');
      const body = bytes.subarray(MAC_BYTES);
      const genuine =
        bytes.length > HEAD_BYTES &&
        timingSafeEqual(bytes.subarray(0, MAC_BYTES), sign(body)) &&
        body.subarray(0, LIST_BYTES).equals(listHash(list));
      if (genuine) return JSON.parse(body.subarray(LIST_BYTES).toString()) as CursorValues;
      throw foreignCursor(argument);
    },
  };
}

/** The error of a cursor that is of another list than is walked. */
export function foreignCursor(argument: 'after' | 'before'): AurumError {
  return badUserInput(
    argument,
    `The cursor in "${argument}" is not one of this list with these arguments.`,
    'A cursor of the same field with the same arguments, from this gateway; leave it out to begin anew.',
  );
}
