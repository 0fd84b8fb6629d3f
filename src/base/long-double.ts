/**
 * The arithmetic of INCRBYFLOAT and HINCRBYFLOAT. Redis computes with C's long double, which on x86-64 has a 64-bit
 * significand, and prints it with seventeen decimals; clients see both, so `0.1 + 0.2` is `0.3` here, as there.
 */

import { fromLatin1 } from './bytes.ts';
import { scanFloat } from './float-text.ts';
import { LONG_DOUBLE_TEXT_BYTES } from './limits.ts';
import {
  type FloatFormat,
  readFloat,
  roundBinary,
  type SoftFloat,
  shiftRightToNearest,
} from './soft-float.ts';

const EXTENDED: FloatFormat = { precision: 64, minExponent: -16_445, maxExponent: 16_320 };
const DECIMALS = 17;
const DECIMAL_SCALE = 10n ** BigInt(DECIMALS);

/** A value of the 80-bit extended format; an infinity can be read, but is never the result of an addition. */
export type LongDouble = SoftFloat;

/** The whole text as a long double; `undefined` when it is none, is NaN, or is out of range. */
export function parseLongDouble(bytes: Uint8Array): LongDouble | undefined {
  if (bytes.length >= LONG_DOUBLE_TEXT_BYTES) return undefined;
  const text = scanFloat(bytes);
  return text === undefined ? undefined : readFloat(text, EXTENDED);
}

/** The sum, rounded once; `undefined` when it would be NaN or infinite. */
export function addLongDoubles(left: LongDouble, right: LongDouble): LongDouble | undefined {
  if (left.infinite || right.infinite) return undefined;
  const exponent = Math.min(left.exponent, right.exponent);
  const sum = alignTo(left, exponent) + alignTo(right, exponent);
  const rounded = roundBinary(sum, exponent, EXTENDED);
  return rounded.infinite ? undefined : rounded;
}

/** The product with a whole number, rounded once; `undefined` when it would be infinite. */
export function multiplyLongDouble(value: LongDouble, factor: bigint): LongDouble | undefined {
  if (value.infinite) return undefined;
  const rounded = roundBinary(value.significand * factor, value.exponent, EXTENDED);
  return rounded.infinite ? undefined : rounded;
}

/** The smallest whole number that isn't below the value, which must be finite. */
export function ceilLongDouble({ significand, exponent }: LongDouble): bigint {
  if (exponent >= 0) return significand << BigInt(exponent);
  // Shifting rounds down, also below zero.
  return -(-significand >> BigInt(-exponent));
}

/** The text that clients get: seventeen decimals without trailing zeros. The value must be finite. */
export function formatLongDouble(value: LongDouble): Uint8Array {
  const negative = value.significand < 0n;
  const scaled = (negative ? -value.significand : value.significand) * DECIMAL_SCALE;
  const units =
    value.exponent >= 0
      ? scaled << BigInt(value.exponent)
      : shiftRightToNearest(scaled, -value.exponent);
  const digits = units.toString().padStart(DECIMALS + 1, '0');
  const whole = digits.slice(0, -DECIMALS);
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return fromLatin1(negative && units !== 0n ? `-${text}` : text);
}

function alignTo(value: LongDouble, exponent: number): bigint {
  return value.significand << BigInt(value.exponent - exponent);
}
