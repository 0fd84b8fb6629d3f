import { Errors } from '../../command/errors.ts';

const UINT64_MAX = (1n << 64n) - 1n;

/**
 * A cursor as Redis reads it, with C's strtoul: any unsigned 64-bit integer, with a sign or leading zeros too, and
 * the empty text is 0. SCAN and its kin share it.
 */
export function parseCursor(text: string): bigint {
  const digits = /^([+-]?)([0-9]+)$/.exec(text);
  if (digits === null) {
    if (text === '') return 0n;
    throw Errors.invalidCursor;
  }
  const magnitude = BigInt(digits[2] ?? '0');
  if (magnitude > UINT64_MAX) throw Errors.invalidCursor;
  return digits[1] === '-' ? BigInt.asUintN(64, -magnitude) : magnitude;
}
