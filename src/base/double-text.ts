import { formatDouble } from './double.ts';
import { integerLength, writeInteger } from './int64.ts';

/** Longest text that `writeDouble` writes: nineteen digits of an integer, or a sign, 17 digits, point and exponent. */
export const DOUBLE_TEXT_BYTES = 32;

/** Writes a double as Redis 7.2 prints it and returns the position after its last character. */
export function writeDouble(bytes: Uint8Array, at: number, value: number): number {
  if (isPlainInteger(value)) return writeInteger(bytes, at, value);
  const text = formatDouble(value);
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** How many bytes `writeDouble` writes, when that can be told without writing; else 0. */
export function plainDoubleLength(value: number): number {
  return isPlainInteger(value) ? integerLength(value) : 0;
}

/** Whether the value is an integer that the quick routine prints; -0 has a sign. */
function isPlainInteger(value: number): boolean {
  return Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0);
}
