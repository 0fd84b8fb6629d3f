import { parseBoundlessDouble, parseDouble } from '../../base/double.ts';
import { parsePlainDecimal } from '../../base/plain-decimal.ts';
import type { Bound } from '../../collections/score-bound.ts';
import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { CommandError } from '../../command/errors.ts';

const NOT_A_FLOAT = new CommandError('ERR min or max is not a float');
const OPEN = 0x28;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** `1.5`, `(1.5`, `-inf`: the scores between two bounds, each of which may leave itself out. */
export class ScoreRange {
  #min = 0;
  #max = 0;
  #minIsOpen = false;
  #maxIsOpen = false;
  /** The ranks of what lies between, as `select` found it. */
  first = 0;
  count = 0;

  read(call: Call, minWord: number, maxWord: number): void {
    this.#minIsOpen = isOpen(call, minWord);
    this.#min = readBound(call, minWord, this.#minIsOpen ? 1 : 0);
    this.#maxIsOpen = isOpen(call, maxWord);
    this.#max = readBound(call, maxWord, this.#maxIsOpen ? 1 : 0);
  }

  select(set: SortedSet): void {
    const below: Bound = this.#minIsOpen ? 'score-over' : 'score';
    const upTo: Bound = this.#maxIsOpen ? 'score' : 'score-over';
    this.first = set.countBefore(below, this.#min);
    this.count = Math.max(0, set.countBefore(upTo, this.#max) - this.first);
  }
}

function isOpen(call: Call, word: number): boolean {
  const { args } = call;
  return args.length(word) > 0 && args.u8[args.start(word)] === OPEN;
}

/**
 * More lenient than other numbers, because Redis reads this one with C's strtod alone: up to a zero byte, with blanks
 * before it, out of range, or nothing at all.
 */
function readBound(call: Call, word: number, skipped: number): number {
  const { args } = call;
  const { u8 } = args;
  let start = args.start(word) + skipped;
  let end = args.start(word) + args.length(word);
  const value = readScoreText(u8, start, end - start);
  if (!Number.isNaN(value)) return value;
  const zero = u8.subarray(start, end).indexOf(0);
  if (zero >= 0) end = start + zero;
  if (start === end) return 0;
  while (start < end && isBlank(u8[start]!)) start++;
  const lenient = parseBoundlessDouble(u8, start, end - start);
  if (Number.isNaN(lenient)) throw NOT_A_FLOAT;
  return lenient;
}

/** The ends of everything are commoner than all other texts that are no plain numbers. */
function readScoreText(u8: Uint8Array, start: number, length: number): number {
  const isSigned = length === 4 && (u8[start] === PLUS || u8[start] === MINUS);
  if (isSigned || length === 3) {
    const at = isSigned ? start + 1 : start;
    if (u8[at] === 0x69 && u8[at + 1] === 0x6e && u8[at + 2] === 0x66) {
      return u8[start] === MINUS ? -Infinity : Infinity;
    }
  }
  const plain = parsePlainDecimal(u8, start, length);
  return Number.isNaN(plain) ? parseDouble(u8, start, length) : plain;
}

/** What C's isspace holds for blank. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13);
}
