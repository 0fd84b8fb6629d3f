import { parseInteger } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { readInteger64 } from '../integer-argument.ts';
import { readFieldOffset } from './bit-offset.ts';
import type { Exact, FieldType } from './field.ts';
import type { OverflowRule } from './field-overflow.ts';

const wrongType = new CommandError(
  'ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.',
);
const wrongOverflow = new CommandError('ERR Invalid OVERFLOW type specified');

const LETTER_I = 0x69;
const LETTER_U = 0x75;

/**
 * One operation of BITFIELD, reused from word to word: a request is read twice, once to judge it as a whole and once
 * to run it, so that no operation needs an object of its own.
 */
export class FieldOperation {
  kind: 'get' | 'set' | 'incrby' | 'overflow' = 'get';
  readonly type: FieldType = { signed: false, bits: 1 };
  offset = 0;
  /** Of SET and INCRBY. */
  operand: Exact = 0;
  /** Stays what it is until the next OVERFLOW. */
  overflow: OverflowRule = 'wrap';

  start(): void {
    this.overflow = 'wrap';
  }

  get writes(): boolean {
    return this.kind === 'set' || this.kind === 'incrby';
  }

  /** Reads the operation that begins at a word; returns the word behind it. */
  read(call: Call, word: number): number {
    const following = call.count - word - 1;
    if (following >= 2 && call.is(word, 'get')) return this.#readField(call, word, 'get');
    if (following >= 3 && call.is(word, 'set')) return this.#readField(call, word, 'set');
    if (following >= 3 && call.is(word, 'incrby')) return this.#readField(call, word, 'incrby');
    if (following < 1 || !call.is(word, 'overflow')) throw Errors.syntax;
    this.kind = 'overflow';
    this.overflow = readRule(call, word + 1);
    return word + 2;
  }

  #readField(call: Call, word: number, kind: 'get' | 'set' | 'incrby'): number {
    this.kind = kind;
    readType(call, word + 1, this.type);
    this.offset = readFieldOffset(call, word + 2, this.type.bits);
    if (kind === 'get') return word + 3;
    this.operand = readInteger64(call, word + 3);
    return word + 4;
  }
}

function readRule(call: Call, word: number): OverflowRule {
  if (call.is(word, 'wrap')) return 'wrap';
  if (call.is(word, 'sat')) return 'sat';
  if (call.is(word, 'fail')) return 'fail';
  throw wrongOverflow;
}

function readType(call: Call, word: number, into: FieldType): void {
  const { args } = call;
  const start = args.start(word);
  const length = args.length(word);
  const letter = length === 0 ? 0 : args.u8[start];
  if (letter !== LETTER_I && letter !== LETTER_U) throw wrongType;
  into.signed = letter === LETTER_I;
  into.bits = parseInteger(args.u8, start + 1, length - 1);
  // NaN fails as well.
  if (!(into.bits >= 1 && into.bits <= (into.signed ? 64 : 63))) throw wrongType;
}
