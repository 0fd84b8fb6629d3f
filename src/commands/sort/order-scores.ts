import type { KeyedOrder } from '../../base/keyed-order.ts';
import { orderTexts } from './order-texts.ts';
import type { Texts } from './texts.ts';

/** Sorts by scores, and what has the same score by its text. */
export function orderScores(keyed: KeyedOrder, scores: Float64Array, texts: Texts): void {
  const { count } = texts;
  for (let i = 0; i < count; i++) keyed.keyByNumber(i, scores[keyed.order[i]!]!);
  keyed.sort(0, count);
  for (let first = 0; first < count; ) {
    let end = first + 1;
    const score = scores[keyed.order[first]!];
    while (end < count && scores[keyed.order[end]!] === score) end++;
    if (end - first > 1) orderTexts(keyed, texts, { from: first, to: end });
    first = end;
  }
}
