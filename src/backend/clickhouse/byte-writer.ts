const LOW_WORD = 2 ** 32;
/** Up to here a loop over characters beats the call into the engine's UTF-8 encoder. */
const SHORT_TEXT = 32;

/** A buffer that grows as values are put behind one another, little-endian. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(Math.max(capacity, 64));
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  /** An unsigned integer in groups of seven bits (LEB128), below 2^31. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) {
      this.#buffer[this.#length] = (rest & 127) | 128;
      this.#length += 1;
    }
    this.#buffer[this.#length] = rest;
    this.#length += 1;
  }

  /** A whole number that a double holds exactly, as 64 bits in two's complement. */
  int64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / LOW_WORD);
    this.#buffer.writeUInt32LE(value - high * LOW_WORD, this.#length);
    this.#buffer.writeInt32LE(high, this.#length + 4);
    this.#length += 8;
  }

  bigint64(value: bigint): void {
    this.#reserve(8);
    this.#buffer.writeBigInt64LE(value, this.#length);
    this.#length += 8;
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#buffer.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  /** The length in bytes as a varint, then UTF-8. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT && this.#shortAscii(value)) return;
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(value, this.#length);
  }

  /** What was written so far; the writer must not be used afterwards. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Writes nothing and says so at the first character beyond ASCII. */
  #shortAscii(value: string): boolean {
    this.#reserve(1 + SHORT_TEXT);
    const buffer = this.#buffer;
    const start = this.#length + 1;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      buffer[start + index] = code;
    }
    buffer[this.#length] = value.length;
    this.#length = start + value.length;
    return true;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
