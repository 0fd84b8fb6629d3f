import type { KeyedOrder } from '../../base/keyed-order.ts';
import type { Texts } from './texts.ts';

/** Bytes of a text that make one key. */
const KEY_BYTES = 8;
/** Where texts are still alike here, most are alike to their ends: then they are compared as wholes. */
const KEYED_BYTES_MAX = 512;
const FEW = 12;

/** Sorts a part of an order by the bytes of its texts. What is alike stays in its order. */
export function orderTexts(
  keyed: KeyedOrder,
  texts: Texts,
  part: { readonly from: number; readonly to: number },
): void {
  orderFrom(keyed, texts, { ...part, depth: 0 });
}

interface Part {
  readonly from: number;
  readonly to: number;
  /** The texts are alike up to here. */
  readonly depth: number;
}

function orderFrom(keyed: KeyedOrder, texts: Texts, part: Part): void {
  const { from, to, depth } = part;
  if (to - from < 2) return;
  if (to - from <= FEW || depth >= KEYED_BYTES_MAX) {
    orderByComparing(keyed, texts, part);
    return;
  }
  let longest = 0;
  for (let i = from; i < to; i++) {
    const thing = keyed.order[i]!;
    const length = texts.lengths[thing]!;
    if (length > longest) longest = length;
    const start = texts.starts[thing]!;
    keyed.high[i] = word(texts, start + depth, length - depth);
    keyed.low[i] = word(texts, start + depth + 4, length - depth - 4);
  }
  keyed.sort(from, to);
  const isLast = longest <= depth + KEY_BYTES;
  for (let first = from; first < to; ) {
    let end = first + 1;
    const high = keyed.high[first];
    const low = keyed.low[first];
    while (end < to && keyed.high[end] === high && keyed.low[end] === low) end++;
    // Keys don't tell the end of a text from zeros.
    if (isLast) orderByLength(keyed, texts, { from: first, to: end, depth });
    else orderFrom(keyed, texts, { from: first, to: end, depth: depth + KEY_BYTES });
    first = end;
  }
}

/** Texts that have no bytes but zeros behind the shortest one. */
function orderByLength(keyed: KeyedOrder, texts: Texts, part: Part): void {
  const { from, to } = part;
  const length = texts.lengths[keyed.order[from]!];
  for (let i = from + 1; i < to; i++) {
    if (texts.lengths[keyed.order[i]!] === length) continue;
    orderByComparing(keyed, texts, part);
    return;
  }
}

/** Four bytes as they sort, zeros behind the end. */
function word(texts: Texts, at: number, left: number): number {
  if (left >= 4) return texts.dv.getUint32(at);
  let value = 0;
  for (let i = 0; i < 4; i++) value = (value << 8) | (i < left ? texts.u8[at + i]! : 0);
  return value >>> 0;
}

function orderByComparing(keyed: KeyedOrder, texts: Texts, { from, to, depth }: Part): void {
  if (to - from < 2) return;
  const { order } = keyed;
  if (to - from > FEW) {
    order.subarray(from, to).sort((one, other) => compare(texts, { one, other, depth }));
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const thing = order[i]!;
    let at = i;
    for (; at > from; at--) {
      if (compare(texts, { one: order[at - 1]!, other: thing, depth }) <= 0) break;
      order[at] = order[at - 1]!;
    }
    order[at] = thing;
  }
}

function compare(texts: Texts, pair: { one: number; other: number; depth: number }): number {
  const { u8, starts, lengths } = texts;
  const { one, other, depth } = pair;
  const length = lengths[one]!;
  const otherLength = lengths[other]!;
  const start = starts[one]!;
  const otherStart = starts[other]!;
  const shorter = Math.min(length, otherLength);
  for (let i = depth; i < shorter; i++) {
    const difference = u8[start + i]! - u8[otherStart + i]!;
    if (difference !== 0) return difference;
  }
  return length - otherLength;
}
