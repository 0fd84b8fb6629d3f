import { type Exact, exact, type FieldType, NUMBER_BITS_MAX } from './field.ts';

/** What becomes of a number that a field cannot hold. */
export type OverflowRule = 'wrap' | 'sat' | 'fail';

const INT64_SPAN = 9_223_372_036_854_775_807n;

/** What a field holds after INCRBY; undefined when the rule is to leave it as it is. */
export function incremented(
  old: Exact,
  by: Exact,
  field: { readonly type: FieldType; readonly overflow: OverflowRule },
): Exact | undefined {
  const sum = Number(old) + Number(by);
  // When neither was rounded, a sum that was would be beyond what counts as safe.
  const isExact = typeof old === 'number' && typeof by === 'number' && Number.isSafeInteger(sum);
  const value = isExact ? sum : BigInt(old) + BigInt(by);
  return fit(value, field, value < 0 ? 'low' : 'high');
}

/** What a field holds after SET. */
export function assigned(
  value: Exact,
  field: { readonly type: FieldType; readonly overflow: OverflowRule },
): Exact | undefined {
  const { signed, bits } = field.type;
  // Redis takes a number below zero for one above 2^63 here, and saturates at the top.
  if (!signed) return fit(value, field, 'high');
  // So it does with what is so far below zero that its distance from the top overflows. Replicas do the same.
  const isFar = typeof value === 'bigint' && maximum(signed, bits) - value > INT64_SPAN;
  return fit(value, field, value < 0 && !isFar ? 'low' : 'high');
}

/** `side`: at which end a number that doesn't fit saturates. */
function fit(
  value: Exact,
  field: { readonly type: FieldType; readonly overflow: OverflowRule },
  side: 'low' | 'high',
): Exact | undefined {
  const { signed, bits } = field.type;
  if (bits <= NUMBER_BITS_MAX) {
    const size = 2 ** bits;
    const low = signed ? -size / 2 : 0;
    const high = low + size - 1;
    if (value >= low && value <= high) return Number(value);
    if (field.overflow === 'fail') return undefined;
    if (field.overflow === 'sat') return side === 'low' ? low : high;
    const whole = BigInt(value);
    return Number(signed ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole));
  }
  const high = maximum(signed, bits);
  const low = signed ? -high - 1n : 0n;
  const whole = BigInt(value);
  if (whole >= low && whole <= high) return exact(whole);
  if (field.overflow === 'fail') return undefined;
  if (field.overflow === 'sat') return exact(side === 'low' ? low : high);
  return exact(signed ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole));
}

function maximum(signed: boolean, bits: number): bigint {
  return (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
}
