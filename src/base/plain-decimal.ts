const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
/** Integers of so many digits are exact doubles, and so are powers of ten up to 10^22: then one division rounds once. */
const DIGITS_MAX = 15;
const DECIMALS_MAX = 22;
/** Powers of ten that are exact doubles, by their exponents. */
export const POWERS_OF_TEN = Float64Array.from({ length: DECIMALS_MAX + 1 }, (_, i) =>
  Number(`1e${String(i)}`),
);

/**
 * The number in `bytes[start .. start + length)` if it is written as digits, with a point between or zeros ahead, few
 * enough that the nearest double takes no more than a division. NaN for any other text, which may be a number all the same.
 */
export function parsePlainDecimal(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length;
  const isNegative = bytes[start] === MINUS;
  let at = isNegative ? start + 1 : start;
  if (end - at > DECIMALS_MAX) return NaN;
  const first = at;
  let digits = 0;
  let significant = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      if (digits !== 0) significant++;
    } else if (bytes[at] === POINT && point < 0) point = at;
    else return NaN;
  }
  if (at === first || significant > DIGITS_MAX) return NaN;
  if (point < 0) return isNegative ? -digits : digits;
  // A point needs a digit on each side.
  if (point === first || point === end - 1) return NaN;
  const value = digits / POWERS_OF_TEN[end - 1 - point]!;
  return isNegative ? -value : value;
}
