import { INT64_MAX, INT64_MIN } from '../base/int64.ts';

const UNITS = new Map([
  ['', 1n],
  ['b', 1n],
  ['k', 1000n],
  ['kb', 1024n],
  ['m', 1_000_000n],
  ['mb', 1_048_576n],
  ['g', 1_000_000_000n],
  ['gb', 1_073_741_824n],
]);

const MAX_UNSIGNED = 18_446_744_073_709_551_615n;

/**
 * A size such as `64mb` as Redis reads it: `k`, `m`, `g` count in thousands and `kb`, `mb`, `gb` in 1024s, in any case.
 * No digits are 0, and a size over 64 bits wraps: both are Redis's. Undefined when it isn't a size.
 */
export function parseMemorySize(text: string): bigint | undefined {
  const match = /^(\d*)([a-z]*)$/i.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unit = ''] = match;
  const factor = UNITS.get(unit.toLowerCase());
  if (factor === undefined || digits.length >= 128) return undefined;
  const number = digits === '' ? 0n : BigInt(digits);
  return BigInt.asUintN(64, (number > MAX_UNSIGNED ? MAX_UNSIGNED : number) * factor);
}

/** A size as CONFIG REWRITE writes it: in the largest unit that divides it. */
export function formatMemorySize(bytes: bigint): string {
  for (const unit of ['gb', 'mb', 'kb']) {
    const factor = UNITS.get(unit) ?? 1n;
    if (bytes !== 0n && bytes % factor === 0n) return `${String(bytes / factor)}${unit}`;
  }
  return String(bytes);
}

/** A 64-bit integer in its only spelling: no plus sign, no spaces, no leading zeros. */
export function parseInteger(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > INT64_MAX || value < INT64_MIN ? undefined : value;
}

/** A number as C's strtoll reads it (leading spaces, a sign, nothing at all), which some directives still use. */
export function parseLooseInteger(text: string, base: 8 | 10): bigint | undefined {
  const digits = base === 8 ? '[0-7]' : '[0-9]';
  const match = new RegExp(`^[ \\t-\\r]*([+-]?)(${digits}+)$`).exec(text);
  if (match === null) return text === '' ? 0n : undefined;
  const magnitude = BigInt(`${base === 8 ? '0o' : ''}${match[2] ?? '0'}`);
  const value = match[1] === '-' ? -magnitude : magnitude;
  return value > INT64_MAX || value < INT64_MIN ? undefined : value;
}
