import { ByteRange } from '../base/byte-range.ts';
import type { Slabs } from '../memory/slabs.ts';
import {
  accessWord,
  expiryBigMs,
  expiryMs,
  HAS_EXPIRY,
  headBytes,
  keyLength,
  valueLength,
} from './entry.ts';
import type { PinnedStructure } from './structures.ts';

/** One entry on its way into a snapshot. One object for all of them. */
export class SnapshotEntry {
  /** The number of its database when the snapshot began. */
  database = 0;
  readonly key = new ByteRange();
  readonly value = new ByteRange();
  /** Type in bits 0-3, encoding in 4-7. With `ownsStructure` the value is the number of a structure. */
  kind = 0;
  /** Infinity when the key stays. */
  expiryMs = Infinity;
  /** The access clock in bits 8-31 (frequency.ts reads it). */
  access = 0;
  /** Key and value stay as they are until the snapshot is finished or aborted, so nobody needs to copy them. */
  lent = false;
  /** With `ownsStructure`: the collection as it was. Step it to its end, or end it, before the snapshot is finished. */
  pinned: PinnedStructure | undefined;
  #at = 0;

  /** The expiry beyond 2^53, undefined when the key stays. */
  expiryBigMs(): bigint | undefined {
    return this.expiryMs === Infinity ? undefined : expiryBigMs(this.key.dv, this.#at);
  }

  show(slabs: Slabs, database: number, address: number): void {
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const { key, value } = this;
    this.#at = at;
    this.database = database;
    this.kind = head & 0xff;
    this.expiryMs = (head & HAS_EXPIRY) === 0 ? Infinity : expiryMs(dv, at);
    this.access = accessWord(dv, at);
    this.lent = slabs.isBig(address);
    key.u8 = value.u8 = slabs.bytes(address);
    key.dv = value.dv = dv;
    key.start = at + headBytes(head);
    key.length = keyLength(dv, at, head);
    value.start = key.start + key.length;
    value.length = valueLength(dv, at);
  }
}
