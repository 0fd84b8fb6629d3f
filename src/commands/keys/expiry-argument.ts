import { INT64_MAX, INT64_MIN, parseBigInteger, parseInteger } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { Errors, invalidExpire } from '../../command/errors.ts';

export type ExpiryUnit = 'seconds' | 'milliseconds';

/** Whether a number counts from now (EX, EXPIRE) or from 1970 (EXAT, EXPIREAT). */
export type ExpiryStart = 'now' | 'epoch';

/** How a command counts the time it is given. */
export interface ExpiryForm {
  readonly unit: ExpiryUnit;
  readonly start: ExpiryStart;
}

/** All forms, made once because the options of SET choose among them per call. */
export const ExpiryForms = {
  secondsFromNow: { unit: 'seconds', start: 'now' },
  millisecondsFromNow: { unit: 'milliseconds', start: 'now' },
  unixSeconds: { unit: 'seconds', start: 'epoch' },
  unixMilliseconds: { unit: 'milliseconds', start: 'epoch' },
} as const satisfies Record<string, ExpiryForm>;

/** Up to here neither a thousandfold nor adding today's date leaves exact numbers. */
const PLAIN_MAX = 4_000_000_000_000;

/**
 * The moment a word means, ms since 1970, for commands that take only positive numbers (SET, SETEX, GETEX).
 * A bigint where a number would round.
 */
export function readPositiveExpiry(call: Call, word: number, form: ExpiryForm): number | bigint {
  const { args } = call;
  const value = parseInteger(args.u8, args.start(word), args.length(word));
  if (value > 0 && value <= PLAIN_MAX) return moment(call, value, form);
  const exact = parseBigInteger(args.u8, args.start(word), args.length(word));
  if (exact === undefined) throw Errors.notInteger;
  if (exact <= 0n) throw invalidExpire(call.row.fullName);
  return exactMoment(call, exact, form);
}

/** The same for EXPIRE and its kin, where a number below zero means a moment that has passed. */
export function readExpiry(call: Call, word: number, form: ExpiryForm): number | bigint {
  const { args } = call;
  const value = parseInteger(args.u8, args.start(word), args.length(word));
  if (value >= -PLAIN_MAX && value <= PLAIN_MAX) return moment(call, value, form);
  const exact = parseBigInteger(args.u8, args.start(word), args.length(word));
  if (exact === undefined) throw Errors.notInteger;
  return exactMoment(call, exact, form);
}

function moment(call: Call, value: number, form: ExpiryForm): number {
  const ms = form.unit === 'seconds' ? value * 1000 : value;
  return form.start === 'now' ? ms + call.nowMs : ms;
}

function exactMoment(call: Call, value: bigint, form: ExpiryForm): number | bigint {
  if (form.unit === 'seconds' && (value > INT64_MAX / 1000n || value < INT64_MIN / 1000n)) {
    throw invalidExpire(call.row.fullName);
  }
  let ms = form.unit === 'seconds' ? value * 1000n : value;
  if (form.start === 'now') ms += BigInt(call.nowMs);
  if (ms > INT64_MAX) throw invalidExpire(call.row.fullName);
  const rounded = Number(ms);
  return Number.isSafeInteger(rounded) ? rounded : ms;
}
