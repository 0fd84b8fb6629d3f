/**
 * CRC-64 with the Jones polynomial, reflected, from zero: the checksum at the end of RDB files and DUMP payloads.
 *
 * The register lives in two 32-bit halves, because bigint arithmetic per byte would cost two orders of magnitude;
 * eight bytes are folded in at a time from eight tables.
 */

// Written with its bits reversed, since the register shifts right.
const POLYNOMIAL_HIGH = 0x95ac_9329;
const POLYNOMIAL_LOW = 0xac4b_c9b5;
const STRIDE = 8;

const LOW = new Int32Array(STRIDE * 256);
const HIGH = new Int32Array(STRIDE * 256);
fillTables();

/** A checksum that grows with the bytes given to it. */
export class Crc64 {
  #low = 0;
  #high = 0;

  /** Adds `bytes[start .. end)`. */
  update(bytes: Uint8Array, start = 0, end = bytes.length): this {
    let index = start;
    for (; index + STRIDE <= end; index += STRIDE) this.#addEight(bytes, index);
    for (; index < end; index++) {
      const row = (this.#low ^ bytes[index]!) & 0xff;
      this.#low = ((this.#low >>> 8) | (this.#high << 24)) ^ LOW[row]!;
      this.#high = (this.#high >>> 8) ^ HIGH[row]!;
    }
    return this;
  }

  /** The sum so far, as an unsigned 64-bit number. */
  value(): bigint {
    return (BigInt(this.#high >>> 0) << 32n) | BigInt(this.#low >>> 0);
  }

  #addEight(bytes: Uint8Array, at: number): void {
    const low = this.#low ^ wordAt(bytes, at);
    const high = this.#high ^ wordAt(bytes, at + 4);
    const a = 0x700 | (low & 0xff);
    const b = 0x600 | ((low >>> 8) & 0xff);
    const c = 0x500 | ((low >>> 16) & 0xff);
    const d = 0x400 | (low >>> 24);
    const e = 0x300 | (high & 0xff);
    const f = 0x200 | ((high >>> 8) & 0xff);
    const g = 0x100 | ((high >>> 16) & 0xff);
    const h = high >>> 24;
    this.#low = foldRows(LOW, a, b, c, d) ^ foldRows(LOW, e, f, g, h);
    this.#high = foldRows(HIGH, a, b, c, d) ^ foldRows(HIGH, e, f, g, h);
  }
}

/** The checksum of all the bytes. */
export function crc64(bytes: Uint8Array): bigint {
  return new Crc64().update(bytes).value();
}

function foldRows(table: Int32Array, a: number, b: number, c: number, d: number): number {
  return table[a]! ^ table[b]! ^ table[c]! ^ table[d]!;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let low = byte;
    let high = 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry === 1) {
        low ^= POLYNOMIAL_LOW;
        high ^= POLYNOMIAL_HIGH;
      }
    }
    LOW[byte] = low;
    HIGH[byte] = high;
  }
  // Row n of the next table is row n of the one before with another zero byte behind it.
  for (let row = 256; row < LOW.length; row++) {
    const low = LOW[row - 256]!;
    const high = HIGH[row - 256]!;
    LOW[row] = ((low >>> 8) | (high << 24)) ^ LOW[low & 0xff]!;
    HIGH[row] = (high >>> 8) ^ HIGH[low & 0xff]!;
  }
}
