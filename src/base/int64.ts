/**
 * Decimal 64-bit integers on bytes, as strict as Redis: no spaces, no `+`, no leading zeros, no `-0`.
 *
 * A JavaScript number holds integers exactly up to 2^53 - 1, and nearly every integer of a request is far below that.
 * So the hot functions work on numbers and never allocate; the answer `Infinity` tells the caller to ask again with
 * `parseBigInteger`, which is exact over the whole range.
 */

const ZERO = 0x30;
const MINUS = 0x2d;
const NANO = 1_000_000_000;
const HUNDRED_MILLION = 100_000_000;
const MAX_DIGITS = 19;

// 2^53 - 1 cut after its first eight digits, so that it can be compared without leaving exact arithmetic.
const SAFE_HIGH = 90_071_992;
const SAFE_LOW = 54_740_991;

const MAGNITUDE_LIMIT = digitsOf('9223372036854775808');

export const INT64_MAX = 9_223_372_036_854_775_807n;
export const INT64_MIN = -9_223_372_036_854_775_808n;

/** Longest text of a 64-bit integer: `-9223372036854775808`. */
export const INT64_MAX_LENGTH = 20;

/**
 * The integer in `bytes[start .. start + length)`: `NaN` when the text is not a 64-bit integer,
 * `Infinity` when it is one beyond ±(2^53 - 1), which `parseBigInteger` then gives exactly.
 */
export function parseInteger(bytes: Uint8Array, start: number, length: number): number {
  if (length < 1 || length > INT64_MAX_LENGTH) return NaN;
  const end = start + length;
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > MAX_DIGITS) return NaN;
  const leading = bytes[first]! - ZERO;
  if (leading === 0) return digits === 1 && !negative ? 0 : NaN;
  // Nine digits stay below 2^31, so the common case is integer arithmetic from end to end.
  if (digits <= 9) {
    const magnitude = parseDigits(bytes, first, end);
    return magnitude < 0 ? NaN : negative ? -magnitude : magnitude;
  }
  return parseLong(bytes, start, end);
}

/** The integer in `bytes[start .. start + length)`, exact over all 64 bits; `undefined` when it is not one. */
export function parseBigInteger(
  bytes: Uint8Array,
  start: number,
  length: number,
): bigint | undefined {
  const value = parseInteger(bytes, start, length);
  if (Number.isNaN(value)) return undefined;
  if (Number.isFinite(value)) return BigInt(value);
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const end = start + length;
  const split = end - 9;
  // Up to ten digits are left of the split; they are read in two parts because `parseDigits` holds nine.
  const high =
    BigInt(parseDigits(bytes, first, split - 1)) * 10n + BigInt(bytes[split - 1]! - ZERO);
  const magnitude = high * BigInt(NANO) + BigInt(parseDigits(bytes, split, end));
  return negative ? -magnitude : magnitude;
}

/** How many bytes `writeInteger` writes for this value. */
export function integerLength(value: number): number {
  if (value < 0) return 1 + integerLength(-value);
  if (value < HUNDRED_MILLION) return smallLength(value);
  const high = Math.floor(value / HUNDRED_MILLION);
  return 8 + smallLength(high);
}

/** Writes a safe integer in decimal at `at` and returns the position after its last digit. */
export function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  let position = at;
  let rest = value;
  if (rest < 0) {
    bytes[position++] = MINUS;
    rest = -rest;
  }
  if (rest < HUNDRED_MILLION) return writeSmall(bytes, position, rest);
  const high = Math.floor(rest / HUNDRED_MILLION);
  position = writeSmall(bytes, position, high);
  let low = (rest - high * HUNDRED_MILLION) | 0;
  for (let index = position + 7; index >= position; index--) {
    const quotient = (low / 10) | 0;
    bytes[index] = ZERO + low - quotient * 10;
    low = quotient;
  }
  return position + 8;
}

/** Writes any 64-bit integer in decimal at `at` and returns the position after its last digit. */
export function writeBigInteger(bytes: Uint8Array, at: number, value: bigint): number {
  const text = value.toString();
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** True when a 64-bit signed integer can hold the value. */
export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

function parseLong(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  const split = end - 8;
  const low = parseDigits(bytes, split, end);
  if (digits <= 16) {
    const high = parseDigits(bytes, first, split);
    if (low < 0 || high < 0) return NaN;
    if (high > SAFE_HIGH || (high === SAFE_HIGH && low > SAFE_LOW)) return Infinity;
    const magnitude = high * HUNDRED_MILLION + low;
    return negative ? -magnitude : magnitude;
  }
  if (
    low < 0 ||
    parseDigits(bytes, first, first + 2) < 0 ||
    parseDigits(bytes, first + 2, split) < 0
  )
    return NaN;
  if (digits < MAX_DIGITS) return Infinity;
  return withinMagnitude(bytes, first, negative) ? Infinity : NaN;
}

/** Compares nineteen digits with 2^63, which only a negative number may reach. */
function withinMagnitude(bytes: Uint8Array, first: number, negative: boolean): boolean {
  for (let index = 0; index < MAX_DIGITS; index++) {
    const difference = bytes[first + index]! - MAGNITUDE_LIMIT[index]!;
    if (difference !== 0) return difference < 0;
  }
  return negative;
}

/** At most nine digits as a number, or -1 when one of the bytes is not a digit. */
function parseDigits(bytes: Uint8Array, from: number, to: number): number {
  let result = 0;
  for (let index = from; index < to; index++) {
    const digit = bytes[index]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    result = result * 10 + digit;
  }
  return result;
}

function smallLength(value: number): number {
  if (value < 10_000) {
    if (value < 100) return value < 10 ? 1 : 2;
    return value < 1_000 ? 3 : 4;
  }
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : 8;
}

function writeSmall(bytes: Uint8Array, at: number, value: number): number {
  let rest = value | 0;
  if (rest < 10) {
    bytes[at] = ZERO + rest;
    return at + 1;
  }
  const end = at + smallLength(rest);
  for (let index = end - 1; index >= at; index--) {
    const quotient = (rest / 10) | 0;
    bytes[index] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  return end;
}

function digitsOf(text: string): Uint8Array {
  return Uint8Array.from(text, (digit) => digit.charCodeAt(0));
}
