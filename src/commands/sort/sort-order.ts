import { ByteRange } from '../../base/byte-range.ts';
import { parseDouble } from '../../base/double.ts';
import { KeyedOrder } from '../../base/keyed-order.ts';
import { CommandError } from '../../command/errors.ts';
import { textAt } from './gather.ts';
import type { KeyPattern } from './key-pattern.ts';
import { orderScores } from './order-scores.ts';
import { orderTexts } from './order-texts.ts';
import { KEPT_MAX, Texts } from './texts.ts';

const notAScore = new CommandError("ERR One or more scores can't be converted into double");

const SPACE = 0x20;
const TAB = 9;
const CARRIAGE_RETURN = 13;
const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Whole numbers of so many digits are exact, and so are the powers of ten they are divided by. */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** What is smaller has lost digits. */
const NORMAL_MIN = 2 ** -1022;

const text = new ByteRange();

/** How to sort: by the texts or by scores, of what stands there itself or of what a pattern gives for it. */
export interface SortOrder {
  readonly alpha: boolean;
  readonly descending: boolean;
  readonly by: KeyPattern | undefined;
}

let kept: KeyedOrder | undefined;

/** The indexes of texts in the order that SORT wants them. Valid until the next call. */
export function sortedIndexes(texts: Texts, how: SortOrder): Uint32Array {
  const { count } = texts;
  const keyed = count <= KEPT_MAX ? (kept ??= new KeyedOrder(KEPT_MAX)) : new KeyedOrder(count);
  const { order } = keyed;
  // What is equal keeps its order, so what is turned round afterwards begins turned round.
  for (let i = 0; i < count; i++) order[i] = how.descending ? count - 1 - i : i;
  if (!how.alpha) orderScores(keyed, readScores(texts, how.by), texts);
  else if (how.by === undefined) orderTexts(keyed, texts, { from: 0, to: count });
  else orderByPattern(keyed, texts, how.by);
  // Sorting may have exchanged the memory of `order`.
  const indexes = keyed.order.subarray(0, count);
  return how.descending ? indexes.reverse() : indexes;
}

/** What has no text to sort by comes first. */
function orderByPattern(keyed: KeyedOrder, texts: Texts, by: KeyPattern): void {
  const { count } = texts;
  const found = new Texts(count);
  const isThere = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = by.lookUp(textAt(texts, i));
    isThere[i] = value === undefined ? 0 : 1;
    found.add(value ?? text.set(new Uint8Array(0)));
  }
  const { order } = keyed;
  const given = order.slice(0, count);
  let missing = 0;
  for (const index of given) if (isThere[index] === 0) order[missing++] = index;
  let at = missing;
  for (const index of given) if (isThere[index] === 1) order[at++] = index;
  orderTexts(keyed, found, { from: missing, to: count });
}

function readScores(texts: Texts, by: KeyPattern | undefined): Float64Array {
  const scores = new Float64Array(texts.count);
  for (let i = 0; i < texts.count; i++) {
    const own = textAt(texts, i);
    const value = by === undefined ? own : by.lookUp(own);
    // What has nothing to sort by counts as 0.
    const score = value === undefined ? 0 : readScore(value);
    if (Number.isNaN(score)) throw notAScore;
    scores[i] = score;
  }
  return scores;
}

/** As strtod reads it: spaces in front are passed over, and nothing at all is 0. NaN when it is no number. */
function readScore({ u8, start, length }: ByteRange): number {
  const plain = readPlain(u8, start, length);
  if (!Number.isNaN(plain)) return plain;
  if (length === 0) return 0;
  let skipped = 0;
  while (skipped < length && isSpace(u8[start + skipped]!)) skipped++;
  const score = parseDouble(u8, start + skipped, length - skipped);
  // strtod reports these as out of range.
  return score !== 0 && Math.abs(score) < NORMAL_MIN ? NaN : score;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN);
}

/** The number, if it has few digits and no exponent: nearly all have; else NaN. */
function readPlain(u8: Uint8Array, start: number, length: number): number {
  const isNegative = length > 0 && u8[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  const end = start + length;
  let value = 0;
  let point = -1;
  for (let at = first; at < end; at++) {
    const byte = u8[at]!;
    if (byte === POINT && point < 0) point = at;
    else if (byte < ZERO || byte > ZERO + 9) return NaN;
    else value = value * 10 + byte - ZERO;
  }
  const digits = end - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > EXACT_DIGITS) return NaN;
  const size = point < 0 ? value : value / POWERS[end - point - 1]!;
  return isNegative ? -size : size;
}
