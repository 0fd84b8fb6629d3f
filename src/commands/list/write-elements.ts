import { writeInteger } from '../../base/int64.ts';
import type { ListReader } from '../../collections/list-reader.ts';
import {
  elementInteger,
  nextElement,
  PackedElement,
  previousElement,
} from '../../collections/listpack.ts';
import type { Reply } from '../../resp/reply.ts';

/** `$0` CR LF, the lowest byte first. */
const SHORT_HEADER = 0x0a0d3024;
/** More than a bulk string takes beyond the element's own bytes, the longest number included. */
const OVERHEAD_BYTES = 32;
const CR_LF = 0x0a0d;

const element = new PackedElement();

/** Writes elements as bulk strings, from the one that the list stands at on towards its tail. */
export function writeElements(reply: Reply, list: ListReader, count: number): void {
  let left = count;
  for (;;) {
    const taken = Math.min(left, list.left);
    reply.reserve(list.end - list.at + taken * OVERHEAD_BYTES);
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
    reply.reserve(list.end - list.at + taken * OVERHEAD_BYTES);
    const { dv } = list;
    let { end } = list;
    for (let i = 0; i < taken; i++) {
      end = previousElement(dv, end);
      writeElement(reply, list, end);
    }
    left -= taken;
  }
}

/** Writes one element for which room is reserved. Returns where the next one begins. */
function writeElement(reply: Reply, list: ListReader, at: number): number {
  const { dv } = list;
  const first = dv.getUint8(at);
  if (first < 0x80 || (first >= 0xc0 && first < 0xe0) || first > 0xf0) {
    writeNumber(reply, list, at);
    return nextElement(dv, at);
  }
  const length = first & 0x3f;
  if (first >= 0xc0 || length >= 10) {
    reply.bulk(element.read(list.u8, dv, at));
    return nextElement(dv, at);
  }
  const to = reply.dv;
  let out = reply.at;
  to.setInt32(out, SHORT_HEADER + (length << 8), true);
  out += 4;
  const end = at + 1 + length;
  for (let from = at + 1; from < end; from++) to.setUint8(out++, dv.getUint8(from));
  to.setUint16(out, CR_LF, true);
  reply.at = out + 2;
  return end + 1;
}

function writeNumber(reply: Reply, list: ListReader, at: number): void {
  const { dv } = list;
  const value = elementInteger(dv, at);
  // At most nine digits and sign, so the header is four bytes.
  if (value >= 1e9 || value <= -1e8) {
    reply.bulk(element.read(list.u8, dv, at));
    return;
  }
  const start = reply.at + 4;
  const end = writeInteger(reply.u8, start, value);
  const to = reply.dv;
  to.setInt32(reply.at, SHORT_HEADER + ((end - start) << 8), true);
  to.setUint16(end, CR_LF, true);
  reply.at = end + 2;
}
