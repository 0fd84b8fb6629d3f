import type { KeyedOrder } from '../../base/keyed-order.ts';
import { orderTexts } from './order-texts.ts';
import type { Texts } from './texts.ts';

const SIGN = 0x80000000;

/** Sorts by scores, and what has the same score by its text. */
export function orderScores(keyed: KeyedOrder, scores: Float64Array, texts: Texts): void {
  const { count } = texts;
  const halves = new Uint32Array(scores.buffer, scores.byteOffset, count * 2);
  for (let i = 0; i < count; i++) {
    const thing = keyed.order[i]!;
    // Zero and its negative are equal, but their bits are not.
    scores[thing]! += 0;
    const low = halves[thing * 2]!;
    const high = halves[thing * 2 + 1]!;
    // As whole numbers: all bits turned round for negative scores, and the sign for others.
    keyed.high[i] = high >= SIGN ? ~high : high ^ SIGN;
    keyed.low[i] = high >= SIGN ? ~low : low;
  }
  keyed.sort(0, count);
  for (let first = 0; first < count; ) {
    let end = first + 1;
    const score = scores[keyed.order[first]!];
    while (end < count && scores[keyed.order[end]!] === score) end++;
    if (end - first > 1) orderTexts(keyed, texts, { from: first, to: end });
    first = end;
  }
}
