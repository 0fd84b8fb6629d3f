import type { ListReader } from '../../collections/list-reader.ts';
import { previousElement } from '../../collections/listpack.ts';
import type { Reply } from '../../resp/reply.ts';
import { reserveElements, writeElement } from '../write-element.ts';

/** Writes elements as bulk strings, from the one that the list stands at on towards its tail. */
export function writeElements(reply: Reply, list: ListReader, count: number): void {
  let left = count;
  for (;;) {
    const taken = Math.min(left, list.left);
    reserveElements(reply, list.end - list.at, taken);
    let { at } = list;
    for (let i = 0; i < taken; i++) at = writeElement(reply, list, at);
    left -= taken;
    if (left === 0) return;
    list.openRun(list.run + 1);
  }
}

/** Writes elements as bulk strings, from the tail on towards the head. */
export function writeElementsBackwards(reply: Reply, list: ListReader, count: number): void {
  let left = count;
  for (let run = list.runs - 1; left > 0; run--) {
    list.openRun(run);
    const taken = Math.min(left, list.left);
    reserveElements(reply, list.end - list.at, taken);
    const { dv } = list;
    let { end } = list;
    for (let i = 0; i < taken; i++) {
      end = previousElement(dv, end);
      writeElement(reply, list, end);
    }
    left -= taken;
  }
}
