import type { ByteRange } from '../../base/byte-range.ts';

/** `i8`, `u63`: how many bits a field has and how they are read. */
export interface FieldType {
  signed: boolean;
  /** 1 to 64, 63 at most without a sign. */
  bits: number;
}

/** An exact integer: a bigint only where a number would round. So two equal ones are always the same (`===`). */
export type Exact = number | bigint;

/** Fields up to here are numbers whatever is in them. */
export const NUMBER_BITS_MAX = 53;

const TWO_32 = 4_294_967_296;

export function exact(value: bigint): Exact {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The field that begins at bit `offset`; bits beyond the string's end are 0. */
export function readField(value: ByteRange, offset: number, type: FieldType): Exact {
  const { bits, signed } = type;
  if (bits <= NUMBER_BITS_MAX) {
    const read = readBits(value, offset, bits);
    const half = 2 ** (bits - 1);
    return signed && read >= half ? read - half - half : read;
  }
  const high = readBits(value, offset, bits - 32);
  const low = readBits(value, offset + bits - 32, 32);
  const whole = (BigInt(high) << 32n) | BigInt(low);
  return exact(signed ? BigInt.asIntN(bits, whole) : whole);
}

/** Writes a value that fits the type. The field lies within the string. */
export function writeField(
  value: ByteRange,
  field: { readonly offset: number; readonly type: FieldType },
  content: Exact,
): void {
  const { offset } = field;
  const { bits } = field.type;
  if (bits <= NUMBER_BITS_MAX) {
    // Two's complement of what is below zero.
    const number = Number(content);
    writeBits(value, offset, { bits, content: number < 0 ? number + 2 ** bits : number });
    return;
  }
  const whole = BigInt.asUintN(bits, BigInt(content));
  writeBits(value, offset, { bits: bits - 32, content: Number(whole >> 32n) });
  writeBits(value, offset + bits - 32, { bits: 32, content: Number(whole & 0xffff_ffffn) });
}

/** Up to 53 bits from bit `offset` on, the first one the highest. */
function readBits(value: ByteRange, offset: number, bits: number): number {
  let byte = Math.floor(offset / 8);
  let skipped = offset % 8;
  let left = bits;
  let read = 0;
  while (left > 0) {
    const taken = Math.min(8 - skipped, left);
    const whole = byte < value.length ? value.u8[value.start + byte]! : 0;
    const part = (whole >> (8 - skipped - taken)) & ((1 << taken) - 1);
    read = read * (1 << taken) + part;
    left -= taken;
    skipped = 0;
    byte++;
  }
  return read;
}

/** The same backwards, from the lowest bit. */
function writeBits(
  value: ByteRange,
  offset: number,
  written: { readonly bits: number; readonly content: number },
): void {
  let end = offset + written.bits;
  let left = written.bits;
  let content = written.content;
  while (left > 0) {
    const at = value.start + Math.floor((end - 1) / 8);
    const kept = (8 - (end % 8)) % 8;
    const taken = Math.min(8 - kept, left);
    const mask = (1 << taken) - 1;
    // The low 32 bits of a number up to 2^53 are exact.
    const part = ((content % TWO_32) | 0) & mask;
    value.u8[at] = (value.u8[at]! & ~(mask << kept)) | (part << kept);
    content = Math.floor(content / (1 << taken));
    end -= taken;
    left -= taken;
  }
}
