import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { HEADER_BYTES, headBytes, headWord, keyLength, LONG_KEY } from '../keyspace/entry.ts';
import type { Slabs } from '../memory/slabs.ts';

/**
 * What stands beside each member: nothing (a set), a double in the place of access clock and value length (a sorted
 * set), or bytes (a hash's values).
 */
export type Beside = 'nothing' | 'score' | 'bytes';

/** Bits 11-15 of a member's head: the last pin that passed it, or during which it came or changed. */
const PHASE_SHIFT = 11;
const PHASE_BITS = 31 << PHASE_SHIFT;
export const PHASES = 32;

/** One pair for all: a big collection that is not very big should not pay for its own. */
const KEY = new ByteRange();
const VALUE = new ByteRange();

/**
 * The blocks of members, laid out like entries (keyspace/entry.ts, without expiry), each with the phase of the last pin
 * that passed it.
 */
export class MemberBlocks {
  protected readonly slabs: Slabs;
  protected readonly beside: Beside;
  /** What all blocks occupy. */
  protected blockBytes = 0;
  /** Counts pins; modulo 32 it is the phase. */
  protected pins = 0;

  constructor(slabs: Slabs, beside: Beside) {
    this.slabs = slabs;
    this.beside = beside;
  }

  /** The member's text, in a range that the next call, of any members, reuses. */
  key(address: number): ByteRange {
    const slabs = this.slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const range = KEY;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    range.start = at + headBytes(head);
    range.length = keyLength(dv, at, head);
    return range;
  }

  /** What stands beside it (a score as 8 bytes, little-endian), in another such range. */
  value(address: number): ByteRange {
    const slabs = this.slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const range = VALUE;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    if (this.beside === 'score') {
      range.start = at + 4;
      range.length = 8;
      return range;
    }
    const head = dv.getInt32(at, true);
    range.start = at + headBytes(head) + keyLength(dv, at, head);
    range.length = this.valueBytes(dv, at);
    return range;
  }

  score(address: number): number {
    return this.slabs.view(address).getFloat64(this.slabs.offset(address) + 4, true);
  }

  /** For a member that was just added or announced with `beforeChange`. */
  writeScore(address: number, score: number): void {
    this.slabs.view(address).setFloat64(this.slabs.offset(address) + 4, score, true);
  }

  protected valueBytes(dv: DataView, at: number): number {
    return this.beside === 'bytes' ? dv.getUint32(at + 8, true) : 0;
  }

  protected makeBlock(text: ByteRange, valueBytes: number): number {
    const { length } = text;
    const head = headWord(0, length) | ((this.pins % PHASES) << PHASE_SHIFT);
    const size = headBytes(head) + length + valueBytes;
    const slabs = this.slabs;
    const address = slabs.allocate(size);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    dv.setInt32(at, head, true);
    dv.setUint32(at + 8, valueBytes, true);
    if ((head & LONG_KEY) !== 0) dv.setUint32(at + HEADER_BYTES, length, true);
    copyBytes(text.u8, text.dv, text.start, slabs.bytes(address), dv, at + headBytes(head), length);
    this.blockBytes += slabs.occupiedBytes(address, size);
    return address;
  }

  protected blockLength(address: number): number {
    const dv = this.slabs.view(address);
    const at = this.slabs.offset(address);
    const head = dv.getInt32(at, true);
    return headBytes(head) + keyLength(dv, at, head) + this.valueBytes(dv, at);
  }

  protected copyBlock(address: number): number {
    const slabs = this.slabs;
    const dv = slabs.view(address);
    const from = slabs.offset(address);
    const head = dv.getInt32(from, true);
    const size = headBytes(head) + keyLength(dv, from, head) + this.valueBytes(dv, from);
    const copy = slabs.allocate(size);
    const view = slabs.view(copy);
    const to = slabs.offset(copy);
    copyBytes(slabs.bytes(address), dv, from, slabs.bytes(copy), view, to, size);
    view.setInt32(to, (head & ~PHASE_BITS) | ((this.pins % PHASES) << PHASE_SHIFT), true);
    this.blockBytes += slabs.occupiedBytes(copy, size);
    return copy;
  }

  protected freeBlock(address: number): void {
    const size = this.blockLength(address);
    this.blockBytes -= this.slabs.occupiedBytes(address, size);
    this.slabs.free(address, size);
  }

  protected phase(address: number): number {
    return (
      (this.slabs.view(address).getInt32(this.slabs.offset(address), true) & PHASE_BITS) >>>
      PHASE_SHIFT
    );
  }

  protected stamp(address: number): void {
    const dv = this.slabs.view(address);
    const at = this.slabs.offset(address);
    const phase = (this.pins % PHASES) << PHASE_SHIFT;
    dv.setInt32(at, (dv.getInt32(at, true) & ~PHASE_BITS) | phase, true);
  }
}
