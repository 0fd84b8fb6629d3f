import { OutOfMemory } from './out-of-memory.ts';
import { reserve } from './reserve.ts';

/**
 * Memory outside of the JavaScript heap, given out in blocks.
 *
 * A block's address is 32 bits: the slab's number in the upper 9, the offset in granules of 8 bytes in the lower
 * 23. Slabs are 64 MiB, so addresses reach 511 slabs, just under 32 GiB: `capacityBytes`. The last slab number
 * means a block in a buffer of its own (anything above 64 KiB), whose number stands where the offset would.
 * Address 0 is never given out and means "none".
 *
 * A block carries no header: whoever frees it says how long it is. Slabs are zero pages until they are used, so
 * an empty server pays for none of them.
 */
const GRANULE_LOG = 3;
const SLAB_LOG = 26;
const SLAB_BYTES = 1 << SLAB_LOG;
const OFFSET_BITS = SLAB_LOG - GRANULE_LOG;
const OFFSET_MASK = (1 << OFFSET_BITS) - 1;
const BIG = 511;
/** How far into a block the second touch reaches, in words: what a small entry ends with. */
const TOUCHED_WORDS = 14;
const WORD_MASK = (SLAB_BYTES >>> 2) - 1;
/** The longest block that shares a slab with others. */
const SMALL_BYTES_MAX = 65_536;
/** What bigger blocks are rounded up to. */
const PAGE_BYTES = 4096;
/** The first granules stay unused so that address 0 can mean "none". */
const RESERVED_BYTES = 16;
/** A big block that grows gets as much again as slack, above this length a quarter: appending costs O(1) a byte. */
const DOUBLING_BYTES_MAX = 1 << 20;

function sizeClasses(): Int32Array {
  const sizes: number[] = [];
  // Steps of 8 bytes to 256, then sixteen from one power of two to the next: at most 6.3% of a block is slack. With
  // jemalloc's four, or eight, an entry that is a little longer than a block of its value alone could take more memory
  // than both apart do in Redis.
  for (
    let size = 16;
    size <= SMALL_BYTES_MAX;
    size += size < 256 ? 8 : 1 << (27 - Math.clz32(size))
  ) {
    sizes.push(size);
  }
  return Int32Array.from(sizes);
}

const CLASS_BYTES = sizeClasses();
const CLASS_OF = new Uint8Array(SMALL_BYTES_MAX / 8 + 1);
for (let granules = 0, size = 0; granules < CLASS_OF.length; granules++) {
  while (CLASS_BYTES[size]! < granules * 8) size++;
  CLASS_OF[granules] = size;
}

export class Slabs {
  /**
   * What small blocks can fill and what big ones may make of all of them. Whoever lets calls in refuses growth above it
   * (World.memoryLimitBytes); here it is where `allocate` throws `OutOfMemory`.
   */
  readonly capacityBytes: number;
  /** Bytes in blocks that are given out, slack included: exact, because every block passes here. */
  #blocksBytes = 0;
  #indexBytes = 0;
  readonly #views: DataView[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #words: Int32Array[] = [];
  readonly #freeHeads = new Uint32Array(CLASS_BYTES.length);
  readonly #bigViews: (DataView | undefined)[] = [];
  readonly #bigBytes: (Uint8Array | undefined)[] = [];
  readonly #bigFree: number[] = [];
  /** Numbers of big blocks whose bytes somebody reads later (a snapshot's sink): they may go, but never change. */
  readonly #lent = new Set<number>();
  #bigBytesTotal = 0;
  #bumpSlab = -1;
  #bumpAt = SLAB_BYTES;

  constructor(capacityBytes = BIG * SLAB_BYTES) {
    this.capacityBytes = Math.min(capacityBytes, BIG * SLAB_BYTES);
  }

  /** What the data takes: blocks with their slack, and the indexes that lead to them. */
  get usedBytes(): number {
    return this.#blocksBytes + this.#indexBytes;
  }

  /** Indexes are typed arrays of their owners; they only say here how much they hold or (negative) gave back. */
  countIndex(bytes: number): void {
    this.#indexBytes += bytes;
  }

  view(address: number): DataView {
    const slab = address >>> OFFSET_BITS;
    return slab === BIG ? this.#bigViews[address & OFFSET_MASK]! : this.#views[slab]!;
  }

  bytes(address: number): Uint8Array {
    const slab = address >>> OFFSET_BITS;
    return slab === BIG ? this.#bigBytes[address & OFFSET_MASK]! : this.#bytes[slab]!;
  }

  /** Where the block begins in its view. */
  offset(address: number): number {
    return address >>> OFFSET_BITS === BIG ? 0 : (address & OFFSET_MASK) << GRANULE_LOG;
  }

  /** Loads the first two cache lines of blocks before they are needed. Returns something to keep V8 honest. */
  touch(addresses: Int32Array, count: number): number {
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const address = addresses[i]!;
      const slab = address >>> OFFSET_BITS;
      if (address === 0 || slab === BIG) continue;
      const view = this.#words[slab]!;
      const at = (address & OFFSET_MASK) << 1;
      touched ^= view[at]! ^ view[(at + TOUCHED_WORDS) & WORD_MASK]!;
    }
    return touched;
  }

  /** What a new block of this length really occupies. */
  blockBytes(length: number): number {
    return length <= SMALL_BYTES_MAX
      ? CLASS_BYTES[CLASS_OF[(length + 7) >>> 3]!]!
      : // Not with bits: they end at 2 GiB, and `proto-max-bulk-len` may go beyond.
        Math.ceil(length / PAGE_BYTES) * PAGE_BYTES;
  }

  /** What this block really occupies; `length` as in `free`. */
  occupiedBytes(address: number, length: number): number {
    return this.isBig(address) ? this.bytes(address).length : this.blockBytes(length);
  }

  isBig(address: number): boolean {
    return address >>> OFFSET_BITS === BIG;
  }

  /** Memory asked of the system, whether blocks fill it or not. */
  get reservedBytes(): number {
    const slabs =
      this.#views.length === 0 ? 0 : (this.#views.length - 1) * SLAB_BYTES + this.#bumpAt;
    return slabs + this.#bigBytesTotal;
  }

  /** Throws `OutOfMemory` with nothing changed when there is no room. */
  allocate(length: number): number {
    if (length > SMALL_BYTES_MAX) return this.#allocateBig(length);
    const sizeClass = CLASS_OF[(length + 7) >>> 3]!;
    const size = CLASS_BYTES[sizeClass]!;
    const free = this.#freeHeads[sizeClass]!;
    if (free !== 0) {
      this.#blocksBytes += size;
      this.#freeHeads[sizeClass] = this.#views[free >>> OFFSET_BITS]!.getUint32(
        (free & OFFSET_MASK) << GRANULE_LOG,
        true,
      );
      return free;
    }
    if (this.#bumpAt + size > SLAB_BYTES) this.#addSlab();
    this.#blocksBytes += size;
    const address = ((this.#bumpSlab << OFFSET_BITS) | (this.#bumpAt >>> GRANULE_LOG)) >>> 0;
    this.#bumpAt += size;
    return address;
  }

  /** `length` is what the block was allocated with, or any length that occupies as much. */
  free(address: number, length: number): void {
    if (address >>> OFFSET_BITS === BIG) {
      this.#freeBig(address & OFFSET_MASK);
      return;
    }
    const sizeClass = CLASS_OF[(length + 7) >>> 3]!;
    this.#blocksBytes -= CLASS_BYTES[sizeClass]!;
    this.#views[address >>> OFFSET_BITS]!.setUint32(
      (address & OFFSET_MASK) << GRANULE_LOG,
      this.#freeHeads[sizeClass]!,
      true,
    );
    this.#freeHeads[sizeClass] = address;
    if (this.#blocksBytes === 0) this.#forgetSlabs();
  }

  /** Whether a block allocated for `from` bytes can hold `to` bytes where it is. */
  fits(from: number, to: number): boolean {
    return (
      this.blockBytes(from) === this.blockBytes(to) &&
      from > SMALL_BYTES_MAX === to > SMALL_BYTES_MAX
    );
  }

  /**
   * Makes a block of `from` bytes hold `to` bytes under the same address, its bytes kept as far as they go. False
   * when only another block can. A big block always can: its buffer is exchanged, so views of it are stale after.
   * Throws `OutOfMemory` with nothing changed.
   */
  resizeInPlace(address: number, from: number, to: number): boolean {
    if (address >>> OFFSET_BITS !== BIG) {
      return to <= SMALL_BYTES_MAX && this.blockBytes(from) === this.blockBytes(to);
    }
    if (to <= SMALL_BYTES_MAX) return false;
    const number = address & OFFSET_MASK;
    const capacity = this.#bigBytes[number]!.length;
    // A block that is half empty gives its rest back.
    if (to <= capacity && to > capacity >>> 1 && !this.#lent.has(number)) return true;
    this.#exchangeBig(number, this.blockBytes(to > from ? roomy(to) : to), Math.min(from, to));
    return true;
  }

  /** Someone keeps a view of this big block. Before its bytes change, it must be renewed. */
  lend(address: number): void {
    this.#lent.add(address & OFFSET_MASK);
  }

  /** Leaves a lent block's bytes to who reads them and goes on with a copy, under the same address. */
  renewIfLent(address: number): void {
    const number = address & OFFSET_MASK;
    if (!this.#lent.has(number)) return;
    const size = this.#bigBytes[number]!.length;
    this.#exchangeBig(number, size, size);
  }

  /** Nobody reads lent blocks any more. */
  endLoans(): void {
    this.#lent.clear();
  }

  /** Takes every block back at once. Only for who knows that all of them were its own. */
  clear(): void {
    this.#bigBytes.length = this.#bigViews.length = this.#bigFree.length = 0;
    this.#bigBytesTotal = this.#blocksBytes = 0;
    this.#lent.clear();
    this.#forgetSlabs();
  }

  #allocateBig(length: number): number {
    const size = this.blockBytes(length);
    const bytes = this.#reserveBig(size, 0);
    if (this.#bigFree.length === 0 && this.#bigBytes.length > OFFSET_MASK) {
      throw new OutOfMemory('8 million big blocks are the most');
    }
    const number = this.#bigFree.pop() ?? this.#bigBytes.length;
    this.#putBig(number, bytes);
    return ((BIG << OFFSET_BITS) | number) >>> 0;
  }

  #reserveBig(size: number, inPlaceOf: number): Uint8Array {
    if (this.#blocksBytes - inPlaceOf + size > this.capacityBytes) {
      throw new OutOfMemory(`data fills ${this.capacityBytes} bytes: set maxmemory below it`);
    }
    return new Uint8Array(reserve(size));
  }

  #putBig(number: number, bytes: Uint8Array): void {
    this.#bigBytes[number] = bytes;
    this.#bigViews[number] = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#bigBytesTotal += bytes.length;
    this.#blocksBytes += bytes.length;
  }

  #exchangeBig(number: number, size: number, kept: number): void {
    const old = this.#bigBytes[number]!;
    const fresh = this.#reserveBig(size, old.length);
    fresh.set(old.subarray(0, kept));
    this.#forgetBig(number);
    this.#putBig(number, fresh);
  }

  #freeBig(number: number): void {
    this.#forgetBig(number);
    this.#bigBytes[number] = undefined;
    this.#bigViews[number] = undefined;
    this.#bigFree.push(number);
  }

  #forgetBig(number: number): void {
    const size = this.#bigBytes[number]!.length;
    this.#lent.delete(number);
    this.#bigBytesTotal -= size;
    this.#blocksBytes -= size;
  }

  #addSlab(): void {
    if ((this.#views.length + 1) * SLAB_BYTES > this.capacityBytes) {
      throw new OutOfMemory(`data fills ${this.capacityBytes} bytes: set maxmemory below it`);
    }
    const buffer = reserve(SLAB_BYTES);
    this.#views.push(new DataView(buffer));
    this.#bytes.push(new Uint8Array(buffer));
    this.#words.push(new Int32Array(buffer));
    this.#bumpSlab = this.#views.length - 1;
    this.#bumpAt = this.#bumpSlab === 0 ? RESERVED_BYTES : 0;
  }

  /**
   * Nothing is given out any more, so the system can have its pages back. One slab stays: a server whose only key
   * comes and goes would otherwise map 64 MiB for every SET.
   */
  #forgetSlabs(): void {
    if (this.#views.length === 0) return;
    this.#views.length = 1;
    this.#bytes.length = 1;
    this.#words.length = 1;
    this.#freeHeads.fill(0);
    this.#bumpSlab = 0;
    this.#bumpAt = RESERVED_BYTES;
  }
}

/** How long a big block is made when it grows. */
function roomy(length: number): number {
  return length + (length < DOUBLING_BYTES_MAX ? length : Math.floor(length / 4));
}
