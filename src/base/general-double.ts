const DIGITS = 17;
/** C's %g writes smaller numbers than 10^this, and those of more digits than it is asked for, with an exponent. */
const EXPONENT_MIN = -4;

/**
 * A double as C's `%.17g` prints it: seventeen digits without the zeros at their end, an exponent of at least two
 * digits. Redis prints the scores of a big sorted set so in ZSCAN alone.
 */
export function formatGeneral(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const { digits, exponent } = roundedDigits(Math.abs(value));
  const shown = digits.replace(/0+$/, '');
  if (exponent < EXPONENT_MIN || exponent >= DIGITS) {
    const fraction = shown.length > 1 ? `.${shown.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${shown.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-1 - exponent)}${shown}`;
  const whole = shown.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = shown.slice(exponent + 1);
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}

/** Seventeen digits, of which the first stands for 10 to the exponent; ties go to the even digit. */
function roundedDigits(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = value.toExponential(DIGITS - 1).split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  // JavaScript rounds a tie up. A tie has no further digits, and a double has fewer than a hundred near one.
  const [exact = ''] = value.toExponential(100).split('e');
  const rest = exact.replace('.', '').slice(DIGITS);
  const isTie = /^50*$/.test(rest);
  const last = Number(digits.at(-1));
  if (!isTie || last % 2 === 0) return { digits, exponent };
  return { digits: digits.slice(0, -1) + String(last - 1), exponent };
}
