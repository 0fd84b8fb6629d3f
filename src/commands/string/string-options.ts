import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import { type ExpiryForm, ExpiryForms } from '../keys/expiry-argument.ts';

/** Options of SET and GETEX as bits. */
export const StringOption = {
  nx: 1 << 0,
  xx: 1 << 1,
  get: 1 << 2,
  keepTtl: 1 << 3,
  persist: 1 << 4,
  ex: 1 << 5,
  px: 1 << 6,
  exAt: 1 << 7,
  pxAt: 1 << 8,
} as const;

const EXPIRY_BITS = StringOption.ex | StringOption.px | StringOption.exAt | StringOption.pxAt;
/** Each of these says what becomes of the expiry, so no two different ones go together. The same one twice does: the last counts. */
const TTL_BITS = EXPIRY_BITS | StringOption.keepTtl | StringOption.persist;
export const SET_OPTIONS =
  EXPIRY_BITS | StringOption.nx | StringOption.xx | StringOption.get | StringOption.keepTtl;
export const GETEX_OPTIONS = EXPIRY_BITS | StringOption.persist;

/** The options of one request, reused from call to call. */
export class StringOptions {
  bits = 0;
  /** The word after EX, PX, EXAT or PXAT; 0 without one. */
  expiryWord = 0;

  /** Reads the words from `first` on. Throws a syntax error before anything is looked up, as Redis does. */
  read(call: Call, first: number, allowed: number): this {
    this.bits = 0;
    this.expiryWord = 0;
    for (let word = first; word < call.args.count; word++) {
      const bit = optionAt(call, word) & allowed;
      if (bit === 0 || conflicts(this.bits, bit)) throw Errors.syntax;
      this.bits |= bit;
      if ((bit & EXPIRY_BITS) === 0) continue;
      word++;
      if (word === call.args.count) throw Errors.syntax;
      this.expiryWord = word;
    }
    return this;
  }

  has(bit: number): boolean {
    return (this.bits & bit) !== 0;
  }

  /** Meaningful only with an `expiryWord`. */
  get form(): ExpiryForm {
    if (this.has(StringOption.ex)) return ExpiryForms.secondsFromNow;
    if (this.has(StringOption.px)) return ExpiryForms.millisecondsFromNow;
    return this.has(StringOption.exAt) ? ExpiryForms.unixSeconds : ExpiryForms.unixMilliseconds;
  }
}

function conflicts(bits: number, bit: number): boolean {
  if (bit === StringOption.nx) return (bits & StringOption.xx) !== 0;
  if (bit === StringOption.xx) return (bits & StringOption.nx) !== 0;
  return (bit & TTL_BITS) !== 0 && (bits & TTL_BITS & ~bit) !== 0;
}

function optionAt(call: Call, word: number): number {
  switch (call.args.length(word)) {
    case 2:
      if (call.is(word, 'nx')) return StringOption.nx;
      if (call.is(word, 'xx')) return StringOption.xx;
      if (call.is(word, 'ex')) return StringOption.ex;
      return call.is(word, 'px') ? StringOption.px : 0;
    case 3:
      return call.is(word, 'get') ? StringOption.get : 0;
    case 4:
      if (call.is(word, 'exat')) return StringOption.exAt;
      return call.is(word, 'pxat') ? StringOption.pxAt : 0;
    default:
      if (call.is(word, 'keepttl')) return StringOption.keepTtl;
      return call.is(word, 'persist') ? StringOption.persist : 0;
  }
}
