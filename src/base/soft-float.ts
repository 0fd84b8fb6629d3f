import type { FloatText } from './float-text.ts';

/** A binary floating-point format: how many bits a significand has, and between which powers of two it may stand. */
export interface FloatFormat {
  readonly precision: number;
  /** Exponent of the last bit of a subnormal number. */
  readonly minExponent: number;
  /** Exponent of the last bit of the greatest number. */
  readonly maxExponent: number;
}

/** The number `significand * 2 ** exponent`, or an infinity with the significand's sign. */
export interface SoftFloat {
  readonly significand: bigint;
  readonly exponent: number;
  readonly infinite: boolean;
}

/** More decimal digits before the point than any format holds here: the value is beyond the greatest number. */
const DECIMAL_BOUND = 6000;
const BINARY_BOUND = 4 * DECIMAL_BOUND;

/** Rounds the text to the format, to the nearest and ties to even; `undefined` where strtod reports a range error. */
export function readFloat(text: FloatText, format: FloatFormat): SoftFloat | undefined {
  if (text.infinite) return { significand: text.negative ? -1n : 1n, exponent: 0, infinite: true };
  const digits = text.digits.replace(/^0+/, '');
  if (digits === '') return { significand: 0n, exponent: 0, infinite: false };
  const bound = text.base === 16 ? BINARY_BOUND : DECIMAL_BOUND;
  const magnitude = digits.length * (text.base === 16 ? 4 : 1) + text.exponent;
  if (Math.abs(magnitude) > bound) return undefined;
  const significand = BigInt(text.base === 16 ? `0x${digits}` : digits);
  const rounded =
    text.base === 16
      ? roundBinary(significand, text.exponent, format)
      : roundDecimal(significand, text.exponent, format);
  if (rounded.infinite || rounded.significand === 0n) return undefined;
  return text.negative ? { ...rounded, significand: -rounded.significand } : rounded;
}

/** Rounds `significand * 2 ** exponent` to the format, to the nearest and ties to even. */
export function roundBinary(significand: bigint, exponent: number, format: FloatFormat): SoftFloat {
  const magnitude = significand < 0n ? -significand : significand;
  const excess = bitLength(magnitude) - format.precision;
  const lastBit = Math.max(exponent + excess, format.minExponent);
  if (lastBit <= exponent) return finish(significand, exponent, format);
  const rounded = shiftRightToNearest(magnitude, lastBit - exponent);
  return finish(significand < 0n ? -rounded : rounded, lastBit, format);
}

/** Divides by a power of two, to the nearest and ties to even. */
export function shiftRightToNearest(magnitude: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const quotient = magnitude >> shift;
  const rest = magnitude - (quotient << shift);
  const half = 1n << (shift - 1n);
  const up = rest > half || (rest === half && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

function roundDecimal(significand: bigint, exponent: number, format: FloatFormat): SoftFloat {
  if (exponent >= 0) return roundBinary(significand * 10n ** BigInt(exponent), 0, format);
  const divisor = 10n ** BigInt(-exponent);
  // Two bits more than the precision, and a sticky last bit for whatever the division leaves.
  const shift = Math.max(format.precision + 2 - (bitLength(significand) - bitLength(divisor)), 0);
  const numerator = significand << BigInt(shift);
  const quotient = numerator / divisor;
  const sticky = quotient * divisor === numerator ? 0n : 1n;
  return roundBinary((quotient << 1n) | sticky, -shift - 1, format);
}

function finish(significand: bigint, exponent: number, format: FloatFormat): SoftFloat {
  const magnitude = significand < 0n ? -significand : significand;
  // Rounding may have carried into one bit more, which is then a power of two.
  const top = bitLength(magnitude) + exponent;
  const infinite = magnitude !== 0n && top > format.maxExponent + format.precision;
  return { significand, exponent, infinite };
}

function bitLength(magnitude: bigint): number {
  if (magnitude === 0n) return 0;
  const hex = magnitude.toString(16);
  return 4 * hex.length - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28;
}
