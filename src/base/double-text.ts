import { formatDouble } from './double.ts';
import { integerLength, writeInteger } from './int64.ts';
import { POWERS_OF_TEN } from './plain-decimal.ts';
import { fewDecimals } from './shortest-digits.ts';

/** Longest text that `writeDouble` writes: nineteen digits of an integer, or a sign, 17 digits, point and exponent. */
export const DOUBLE_TEXT_BYTES = 32;

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
/** With more decimals only numbers between these are printed without an exponent. */
const ALWAYS_DECIMAL_MAX = 6;
const DECIMAL_MIN = 1e-3;
const DECIMAL_END = 1e4;

/** Writes a double as Redis 7.2 prints it and returns the position after its last character. */
export function writeDouble(bytes: Uint8Array, at: number, value: number): number {
  if (isPlainInteger(value)) return writeInteger(bytes, at, value);
  const decimals = fewDecimals(value);
  if (decimals > 0 && isDecimal(value, decimals)) {
    return writeDecimal(bytes, at, { value, decimals });
  }
  const text = formatDouble(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Whether the value is an integer that the quick routine prints; -0 has a sign. */
function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0);
}

function isDecimal(value: number, decimals: number): boolean {
  const size = Math.abs(value);
  return decimals <= ALWAYS_DECIMAL_MAX || (size >= DECIMAL_MIN && size < DECIMAL_END);
}

/** Writes a number whose digits are known to end after so many decimals. */
function writeDecimal(
  bytes: Uint8Array,
  at: number,
  number: { readonly value: number; readonly decimals: number },
): number {
  const { value, decimals } = number;
  const scale = POWERS_OF_TEN[decimals]!;
  const digits = Math.round(Math.abs(value) * scale);
  const whole = Math.floor(digits / scale);
  const fraction = digits - whole * scale;
  let end = at;
  if (value < 0) bytes[end++] = MINUS;
  end = writeInteger(bytes, end, whole);
  bytes[end++] = POINT;
  for (let zeros = decimals - integerLength(fraction); zeros > 0; zeros--) bytes[end++] = ZERO;
  return writeInteger(bytes, end, fraction);
}
