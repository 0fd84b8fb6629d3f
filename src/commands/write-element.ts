import { writeInteger } from '../base/int64.ts';
import { elementInteger, nextElement, PackedElement } from '../collections/listpack.ts';
import type { Pack } from '../collections/pack.ts';
import type { Reply } from '../resp/reply.ts';

/** `$0` CR LF, the lowest byte first. */
const SHORT_HEADER = 0x0a0d3024;
/** More than a bulk string takes beyond the element's own bytes, the longest number included. */
const OVERHEAD_BYTES = 32;
const CR_LF = 0x0a0d;

const element = new PackedElement();

/** Memory with packed elements in it. */
interface PackedMemory {
  readonly u8: Uint8Array;
  readonly dv: DataView;
}

/** Room for so many elements that take so many bytes as they are kept: what `writeElement` wants reserved. */
export function reserveElements(reply: Reply, bytes: number, elements: number): void {
  reply.reserve(bytes + elements * OVERHEAD_BYTES);
}

/** Writes every element of a pack as a bulk string. */
export function writePack(reply: Reply, pack: Pack): void {
  const { end, count } = pack;
  reserveElements(reply, pack.length, count);
  for (let at = pack.first; at < end; ) at = writeElement(reply, pack, at);
}

/** Writes every second element of a pack as a bulk string, from a position on. */
export function writeAlternate(reply: Reply, pack: Pack, from: number): void {
  const { dv, end, count } = pack;
  reserveElements(reply, pack.length, count);
  for (let at = from; at < end; at = nextElement(dv, at)) {
    at = writeElement(reply, pack, at);
    if (at >= end) return;
  }
}

/** Writes one element, for which room is reserved, as a bulk string. Returns where the next one begins. */
export function writeElement(reply: Reply, memory: PackedMemory, at: number): number {
  const { u8, dv } = memory;
  const first = dv.getUint8(at);
  if (first < 0x80 || (first >= 0xc0 && first < 0xe0) || first > 0xf0) {
    writeNumber(reply, memory, at);
    return nextElement(dv, at);
  }
  const length = first & 0x3f;
  if (first >= 0xc0 || length >= 10) {
    reply.bulk(element.read(u8, dv, at));
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

function writeNumber(reply: Reply, { u8, dv }: PackedMemory, at: number): void {
  const value = elementInteger(dv, at);
  // At most nine digits and sign, so the header is four bytes.
  if (!(value < 1e9 && value > -1e8)) {
    reply.bulk(element.read(u8, dv, at));
    return;
  }
  const start = reply.at + 4;
  const end = writeInteger(reply.u8, start, value);
  const to = reply.dv;
  to.setInt32(reply.at, SHORT_HEADER + ((end - start) << 8), true);
  to.setUint16(end, CR_LF, true);
  reply.at = end + 2;
}
