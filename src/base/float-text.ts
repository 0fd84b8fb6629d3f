import { toLatin1 } from './bytes.ts';

/** A number as it is written, before it is rounded to any format. */
export interface FloatText {
  readonly negative: boolean;
  readonly infinite: boolean;
  /** The value is `digits * base ** exponent`; `digits` holds no point and may begin with zeros. */
  readonly base: 10 | 16;
  readonly digits: string;
  /** In powers of ten, or in powers of two when the base is 16. */
  readonly exponent: number;
}

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;
const HEXADECIMAL = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Exponents are cut here: far beyond every format, and still exact when the length of the digits is added. */
const EXPONENT_BOUND = 1e9;

/**
 * Reads what C's strtod accepts when it must consume the whole text and no blank may stand before it: decimal and
 * hexadecimal numbers and infinities. NaN is left out, because every command refuses it.
 */
export function scanFloat(bytes: Uint8Array): FloatText | undefined {
  const text = toLatin1(bytes);
  const decimal = DECIMAL.exec(text);
  if (decimal !== null) return assemble(decimal, 10);
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal !== null) return assemble(hexadecimal, 16);
  const infinite = INFINITE.exec(text);
  if (infinite === null) return undefined;
  return { negative: infinite[1] === '-', infinite: true, base: 10, digits: '', exponent: 0 };
}

function assemble(match: RegExpExecArray, base: 10 | 16): FloatText | undefined {
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const written = Math.min(Math.max(Number(exponentText), -EXPONENT_BOUND), EXPONENT_BOUND);
  const exponent = written - fraction.length * (base === 16 ? 4 : 1);
  return { negative: sign === '-', infinite: false, base, digits, exponent };
}
