/**
 * Grisu2 (Loitsch, 2010): decimal digits that read back as the same double. In about one case of three hundred they
 * are not the shortest or nearest ones, which JavaScript's own printing would give; Redis 7.2 prints scores with this
 * algorithm, and clients compare what they read, so the same digits come out here.
 */

import { POWERS_OF_TEN } from './plain-decimal.ts';

/** The double is `digits * 10 ** exponent`. */
export interface DecimalDigits {
  readonly digits: string;
  readonly exponent: number;
}

interface Scaled {
  readonly fraction: bigint;
  readonly exponent: number;
}

const HIDDEN_BIT = 1n << 52n;
const FRACTION_MASK = HIDDEN_BIT - 1n;
const EXPONENT_BIAS = 1075;

// Powers of ten from 10^-348 in steps of eight, each rounded to 64 bits; the product must land in this window.
const FIRST_POWER = -348;
const POWER_STEP = 8;
const POWER_COUNT = 87;
const WINDOW_LOW = -60;
const WINDOW_HIGH = -32;

/** Integers of so many digits, and powers of ten up to 10^22, are exact doubles. */
const EXACT_DIGITS = 15;
const EXACT_DIGITS_MAX = 999_999_999_999_999;
const LOWER_DIGITS = 8;
/** Nearer to the edge of the interval than this share of the last place, Grisu2's own error may decide. */
const EDGE = 0.49;
/** The same for what lies halfway between two numbers of as many digits. */
const HALFWAY = 0.005;

const POWERS = Array.from({ length: POWER_COUNT }, (_, index) =>
  powerOfTen(FIRST_POWER + POWER_STEP * index),
);
const UNITS = Array.from({ length: 20 }, (_, index) => 10n ** BigInt(index));

const view = new DataView(new ArrayBuffer(8));

/** The digits of a finite double greater than zero. */
export function shortestDigits(value: number): DecimalDigits {
  return plainDigits(value) ?? grisuDigits(value);
}

/**
 * The digits by JavaScript's own printing, ten times as fast, where they are certain to be Grisu2's as well: they are the
 * shortest, and the nearest of those, and so are Grisu2's unless they lie at the very edge of the interval that rounds to
 * the double, or halfway to their neighbour. How far they lie from the double is computed exactly, with Dekker's product.
 */
function plainDigits(value: number): DecimalDigits | undefined {
  const text = String(value);
  const point = text.indexOf('.');
  const decimals = text.length - point - 1;
  if (point < 0 || decimals >= POWERS_OF_TEN.length || text.includes('e')) return undefined;
  const joined = text.slice(0, point) + text.slice(point + 1);
  const digits = value < 1 ? joined.replace(/^0+/, '') : joined;
  const scale = POWERS_OF_TEN[decimals]!;
  // In two parts, because seventeen digits are no exact double. What they are too much or too little is small.
  const lower = Number(digits.slice(-LOWER_DIGITS));
  const upper = digits.length > LOWER_DIGITS ? Number(digits.slice(0, -LOWER_DIGITS)) : 0;
  const distance = Math.abs(
    upper * 10 ** LOWER_DIGITS - value * scale + lower - productError(value, scale),
  );
  const lastPlace = lastPlaceOf(value) * scale;
  return distance < EDGE * lastPlace && distance < 0.5 - HALFWAY * lastPlace
    ? { digits, exponent: -decimals }
    : undefined;
}

/**
 * How many decimals print a number with a fraction, when they are certain to be Grisu2's and so few that `value` times
 * that power of ten, rounded, is all digits: then nothing but arithmetic is needed. 0 when they aren't.
 */
export function fewDecimals(value: number): number {
  const size = Math.abs(value);
  for (let decimals = 1; decimals <= EXACT_DIGITS; decimals++) {
    const scale = POWERS_OF_TEN[decimals]!;
    const digits = Math.round(size * scale);
    if (digits > EXACT_DIGITS_MAX) return 0;
    if (digits / scale === size) return isWellInside(size, digits, scale) ? decimals : 0;
  }
  return 0;
}

/** Whether `digits / scale` lies in the interval that rounds to the value, and not near its edge. */
function isWellInside(value: number, digits: number, scale: number): boolean {
  const distance = Math.abs(digits - value * scale - productError(value, scale));
  return distance < EDGE * lastPlaceOf(value) * scale;
}

/** How far a double's neighbour is. Of a power of two the nearer one, at half the distance. */
function lastPlaceOf(value: number): number {
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const isPower = (high & 0xfffff) === 0 && view.getUint32(4) === 0;
  return 2 ** ((high >>> 20) - EXPONENT_BIAS - (isPower ? 1 : 0));
}

/** What the rounded product of two doubles lacks. */
function productError(left: number, right: number): number {
  const leftHigh = upperHalf(left);
  const rightHigh = upperHalf(right);
  const leftLow = left - leftHigh;
  const rightLow = right - rightHigh;
  return (
    leftHigh * rightHigh -
    left * right +
    leftHigh * rightLow +
    leftLow * rightHigh +
    leftLow * rightLow
  );
}

function upperHalf(value: number): number {
  const spread = value * 134_217_729;
  return spread - (spread - value);
}

function grisuDigits(value: number): DecimalDigits {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = (bits & FRACTION_MASK) + (biased === 0 ? 0n : HIDDEN_BIT);
  const exponent = Math.max(biased, 1) - EXPONENT_BIAS;

  const middle = normalize({ fraction, exponent });
  const upper = normalize({ fraction: (fraction << 1n) + 1n, exponent: exponent - 1 });
  // Below a power of two the next double is only half as far away.
  const shift = fraction === HIDDEN_BIT ? 2 : 1;
  const lower =
    (((fraction << BigInt(shift)) - 1n) << BigInt(exponent - shift - upper.exponent)) &
    0xffff_ffff_ffff_ffffn;

  const power = choosePower(upper.exponent);
  const high = multiply(upper.fraction, power.fraction) - 1n;
  const low = multiply(lower, power.fraction) + 1n;
  const wanted = multiply(middle.fraction, power.fraction);
  const bitsBelowOne = -(upper.exponent + power.exponent + 64);
  const generated = generate({ high, delta: high - low, distance: high - wanted, bitsBelowOne });
  return { digits: generated.digits, exponent: generated.exponent - power.decimal };
}

interface Interval {
  readonly high: bigint;
  readonly delta: bigint;
  readonly distance: bigint;
  readonly bitsBelowOne: number;
}

/** Takes digits off the upper end until what is left lies inside the interval, then moves towards the wanted value. */
function generate(interval: Interval): DecimalDigits {
  const bits = BigInt(interval.bitsBelowOne);
  const one = 1n << bits;
  let whole = Number(interval.high >> bits);
  let part = interval.high & (one - 1n);
  let digits = '';
  for (let exponent = 9; exponent >= 0; exponent--) {
    const divisor = 10 ** exponent;
    const digit = Math.floor(whole / divisor);
    if (digit !== 0 || digits !== '') digits += String(digit);
    whole -= digit * divisor;
    const rest = (BigInt(whole) << bits) + part;
    if (rest <= interval.delta) {
      const unit = BigInt(divisor) << bits;
      return {
        digits: approach(digits, {
          rest,
          unit,
          delta: interval.delta,
          distance: interval.distance,
        }),
        exponent,
      };
    }
  }
  let delta = interval.delta;
  for (let exponent = -1; ; exponent--) {
    part *= 10n;
    delta *= 10n;
    const digit = part >> bits;
    if (digit !== 0n || digits !== '') digits += String(digit);
    part &= one - 1n;
    if (part < delta) {
      const distance = BigInt.asUintN(64, interval.distance * (UNITS[-exponent] ?? 0n));
      return { digits: approach(digits, { rest: part, unit: one, delta, distance }), exponent };
    }
  }
}

interface Rounding {
  readonly rest: bigint;
  readonly unit: bigint;
  readonly delta: bigint;
  readonly distance: bigint;
}

/** Lowers the last digit while that brings the number nearer to the wanted one and keeps it inside the interval. */
function approach(digits: string, { rest, unit, delta, distance }: Rounding): string {
  let last = digits.charCodeAt(digits.length - 1);
  let left = rest;
  while (
    left < distance &&
    delta - left >= unit &&
    (left + unit < distance || distance - left > left + unit - distance)
  ) {
    last--;
    left += unit;
  }
  return digits.slice(0, -1) + String.fromCharCode(last);
}

function normalize({ fraction, exponent }: Scaled): Scaled {
  const shift = 64 - fraction.toString(2).length;
  return { fraction: fraction << BigInt(shift), exponent: exponent - shift };
}

/** The upper 64 bits of the product, rounded. */
function multiply(left: bigint, right: bigint): bigint {
  return (left * right + (1n << 63n)) >> 64n;
}

function choosePower(exponent: number): Scaled & { readonly decimal: number } {
  const estimate = -(exponent + POWER_COUNT) * Math.LOG10E * Math.LN2;
  let index = Math.trunc((Math.trunc(estimate) - FIRST_POWER) / POWER_STEP);
  for (;;) {
    const power = POWERS[index];
    if (power === undefined)
      throw new RangeError('no power of ten brings this exponent into the window');
    const product = exponent + power.exponent + 64;
    if (product < WINDOW_LOW) index++;
    else if (product > WINDOW_HIGH) index--;
    else return { ...power, decimal: FIRST_POWER + POWER_STEP * index };
  }
}

function powerOfTen(decimal: number): Scaled {
  const ten = 10n ** BigInt(Math.abs(decimal));
  // Enough bits that the quotient has more than 64, of which the best 64 are kept.
  const exact = decimal >= 0 ? ten << 128n : (1n << BigInt(128 + ten.toString(2).length)) / ten;
  const exactExponent = decimal >= 0 ? -128 : -(128 + ten.toString(2).length);
  const excess = exact.toString(2).length - 64;
  const rounded = (exact + (1n << BigInt(excess - 1))) >> BigInt(excess);
  return { fraction: rounded, exponent: exactExponent + excess };
}
