/** Doubles as commands take and give them: scores, coordinates, timeouts. */

import { fromLatin1, toLatin1 } from './bytes.ts';
import { scanFloat } from './float-text.ts';
import { parseInteger } from './int64.ts';
import { DOUBLE_TEXT_MAX_BYTES } from './limits.ts';
import { shortestDigits } from './shortest-digits.ts';
import { type FloatFormat, readFloat } from './soft-float.ts';

const DOUBLE: FloatFormat = { precision: 53, minExponent: -1074, maxExponent: 971 };

/** Up to here Redis prints a whole number by its integer routine, with all its digits. */
const INTEGER_PRINTED_MAX = 2 ** 62;

const LONGEST_FRACTION_DIGITS = 18;

/**
 * The whole text as a double, as strtod reads it: decimal, hexadecimal or infinite. `NaN` when it is none of these or
 * out of range; a command can't take NaN itself, so nothing is lost.
 */
export function parseDouble(bytes: Uint8Array, start = 0, length = bytes.length): number {
  const integer = parseInteger(bytes, start, length);
  if (Number.isFinite(integer)) return integer;
  if (length > DOUBLE_TEXT_MAX_BYTES) return NaN;
  const window = bytes.subarray(start, start + length);
  const text = scanFloat(window);
  if (text === undefined) return NaN;
  if (text.infinite) return text.negative ? -Infinity : Infinity;
  if (text.base === 16) {
    const rounded = readFloat(text, DOUBLE);
    if (rounded === undefined) return NaN;
    const value = scaleByPowerOfTwo(Number(rounded.significand), rounded.exponent);
    return value === 0 && text.negative ? -0 : value;
  }
  const value = Number(toLatin1(window));
  // strtod reports a range error for overflow, and for underflow when nothing is left.
  const lost = value === 0 && /[1-9]/.test(text.digits);
  return lost || !Number.isFinite(value) ? NaN : value;
}

/** `parseDouble`, but what is out of range becomes an infinity or 0, as strtod's bare result does. */
export function parseBoundlessDouble(bytes: Uint8Array, start: number, length: number): number {
  const value = parseDouble(bytes, start, length);
  if (!Number.isNaN(value) || length > DOUBLE_TEXT_MAX_BYTES) return value;
  const window = bytes.subarray(start, start + length);
  const text = scanFloat(window);
  if (text === undefined) return NaN;
  if (text.base === 10) return Number(toLatin1(window));
  const nearest = text.digits.length * 4 + text.exponent > 0 ? Infinity : 0;
  return text.negative ? -nearest : nearest;
}

/** The text of a double as Redis 7.2 prints it, in RESP2 and RESP3 alike. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Number.isInteger(value) && Math.abs(value) <= INTEGER_PRINTED_MAX) return formatWhole(value);
  const { digits, exponent } = shortestDigits(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  const magnitude = digits.length - 1 + exponent;
  if (exponent >= 0 && Math.abs(magnitude) < digits.length + 7)
    return sign + digits + '0'.repeat(exponent);
  if (exponent < 0 && (exponent > -7 || Math.abs(magnitude) < 4))
    return sign + placePoint(digits, exponent);
  const shown = digits.slice(0, LONGEST_FRACTION_DIGITS - sign.length);
  const fraction = shown.length > 1 ? `.${shown.slice(1)}` : '';
  return `${sign}${shown.charAt(0)}${fraction}e${magnitude < 0 ? '-' : '+'}${String(Math.abs(magnitude))}`;
}

/** `formatDouble` as bytes. */
export function formatDoubleBytes(value: number): Uint8Array {
  return fromLatin1(formatDouble(value));
}

function formatWhole(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

function placePoint(digits: string, exponent: number): string {
  const whole = digits.length + exponent;
  if (whole <= 0) return `0.${'0'.repeat(-whole)}${digits}`;
  return `${digits.slice(0, whole)}.${digits.slice(whole)}`;
}

/** `2 ** exponent` alone would underflow for subnormal results, so the scaling goes in two exact steps. */
function scaleByPowerOfTwo(significand: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return significand * 2 ** half * 2 ** (exponent - half);
}
