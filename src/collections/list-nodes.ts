import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { moveBytes } from '../base/move-bytes.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import type { Slabs } from '../memory/slabs.ts';
import { nodeBytesMax } from './list-limits.ts';
import {
  ADDRESS,
  BYTES,
  COUNT,
  NODE_WORDS,
  NodeDirectory,
  PIN,
  ROOM,
  START,
} from './node-directory.ts';
import { PinnedList } from './pinned-list.ts';

/** One end of a list. */
export type Side = 'head' | 'tail';

/** A node that grows gets so many bytes more than it needs, and what rounding to a size of blocks adds. */
const ROOM_BYTES = 32;
/** Nodes that are freed while a set frees one member: their blocks need not be looked at. */
const NODES_A_MEMBER = 4;
const SCRATCH = new ByteRange();

/**
 * The blocks of a big list's nodes under their directory: how bytes come, go and move in them, and how those that a
 * pin still needs are left alone. Knows elements only by their number and their bytes. `at` is where the directory describes a node.
 */
export class ListNodes {
  readonly slabs: Slabs;
  readonly directory: NodeDirectory;
  readonly #nodeBytesMax: number;
  #blockBytes = 0;
  /** All nodes that `empty` has named are from here on, */
  #emptiedFrom = 0;
  /** and in front of this one; 0 when there is none. */
  #emptiedEnd = 0;
  #pin: PinnedList | undefined;

  constructor(slabs: Slabs, limit: number, nodes: number) {
    this.slabs = slabs;
    this.directory = new NodeDirectory(slabs, nodes);
    this.#nodeBytesMax = nodeBytesMax(limit);
  }

  get bytes(): number {
    return this.#blockBytes + this.directory.bytes;
  }

  /** How long freeing all nodes takes, measured in members of a set. */
  get freeEffort(): number {
    return this.directory.count / NODES_A_MEMBER;
  }

  get pinned(): boolean {
    return this.#pin !== undefined;
  }

  /** Makes a node in front of this one with a block of this length, and no elements yet. Throws `OutOfMemory`. */
  make(node: number, length: number): number {
    const { directory, slabs } = this;
    const address = slabs.allocate(length);
    let at = 0;
    try {
      at = directory.insert(node);
    } catch (thrown) {
      slabs.free(address, length);
      throw thrown;
    }
    const { words } = directory;
    words.fill(0, at, at + NODE_WORDS);
    words[at + ADDRESS] = address;
    words[at + ROOM] = slabs.occupiedBytes(address, length);
    this.#blockBytes += words[at + ROOM]!;
    return at;
  }

  /** Makes a node at this place of elements that stand elsewhere. Throws `OutOfMemory` with nothing changed. */
  makeOf(node: number, elements: ByteRange, count: number): void {
    const { slabs, directory } = this;
    const { u8, dv, start, length } = elements;
    const at = this.make(node, length);
    const { words } = directory;
    const address = words[at + ADDRESS]!;
    const to = slabs.offset(address);
    copyBytes(u8, dv, start, slabs.bytes(address), slabs.view(address), to, length);
    words[at + BYTES] = length;
    words[at + COUNT] = count;
  }

  /** Makes nodes with the elements of another list's, in a list that has none. Throws `OutOfMemory` with nothing kept. */
  copyAll(other: ListNodes): void {
    const { count } = other.directory;
    try {
      for (let node = 0; node < count; node++) this.#appendCopy(other, other.directory.at(node));
    } catch (thrown) {
      this.dropLast(count);
      throw thrown;
    }
  }

  /** The bytes of a node's elements. */
  elements(at: number, into: ByteRange): ByteRange {
    const { slabs } = this;
    const { words } = this.directory;
    const address = words[at + ADDRESS]!;
    into.u8 = slabs.bytes(address);
    into.dv = slabs.view(address);
    into.start = slabs.offset(address) + words[at + START]!;
    into.length = words[at + BYTES]!;
    return into;
  }

  /** The first `count` elements, which end at `offset`, stay; the others go to a node of their own behind. */
  split(node: number, offset: number, count: number): void {
    const { directory } = this;
    const at = directory.at(node);
    const behind = this.elements(at, SCRATCH);
    behind.start += offset;
    behind.length -= offset;
    this.makeOf(node + 1, behind, directory.words[at + COUNT]! - count);
    const left = directory.at(node);
    directory.words[left + BYTES] = offset;
    directory.words[left + COUNT] = count;
    this.tighten(left, offset);
  }

  /** Makes one node of a node and the one behind. False when there is no memory for it. */
  merge(node: number): boolean {
    const { directory, slabs } = this;
    const at = directory.at(node);
    const next = directory.at(node + 1);
    const { words } = directory;
    const { u8, dv, start, length } = this.elements(next, SCRATCH);
    let to = 0;
    try {
      to = this.extend(at, 'tail', length);
    } catch (thrown) {
      if (thrown instanceof OutOfMemory) return false;
      throw thrown;
    }
    const address = words[at + ADDRESS]!;
    copyBytes(u8, dv, start, slabs.bytes(address), slabs.view(address), to, length);
    words[at + COUNT]! += words[next + COUNT]!;
    this.drop(node + 1, 1);
    return true;
  }

  /** Frees nodes that stand side by side. */
  drop(node: number, count: number): void {
    const { directory } = this;
    for (let i = node; i < node + count; i++) this.#release(directory.at(i));
    directory.remove(node, count);
  }

  /**
   * A node has no elements any more, and stays until `dropEmptied`: nodes that went one by one out of the middle would
   * move half the directory each.
   */
  empty(node: number): void {
    const { words } = this.directory;
    const at = this.directory.at(node);
    words[at + BYTES] = words[at + COUNT] = 0;
    const isFirst = this.#emptiedEnd === 0;
    this.#emptiedFrom = isFirst ? node : Math.min(this.#emptiedFrom, node);
    this.#emptiedEnd = Math.max(this.#emptiedEnd, node + 1);
  }

  /** Frees all nodes that are left without elements. Looks only at those from the first to the last of them. */
  dropEmptied(): void {
    const { directory } = this;
    const end = this.#emptiedEnd;
    let kept = this.#emptiedFrom;
    for (let node = kept; node < end; node++) {
      const at = directory.at(node);
      if (directory.words[at + COUNT] === 0) this.#release(at);
      else directory.move(node, kept++);
    }
    this.#emptiedFrom = this.#emptiedEnd = 0;
    if (kept < end) directory.remove(kept, end - kept);
  }

  /** Frees up to so many nodes from the tail on. */
  dropLast(most: number): void {
    const { directory } = this;
    const last = Math.max(0, directory.count - most);
    for (let node = last; node < directory.count; node++) this.#release(directory.at(node));
    directory.remove(last, directory.count - last);
    if (directory.count === 0) directory.forget();
  }

  /** All blocks have been taken back at once. */
  forget(): void {
    this.directory.forget();
    this.#blockBytes = 0;
  }

  /** How long a block is made for a node that needs so much and is going to grow. */
  roomFor(needed: number): number {
    return Math.min(needed + ROOM_BYTES, Math.max(needed, this.#nodeBytesMax));
  }

  /** Makes the node longer at an end. Returns the position of the room. Throws `OutOfMemory` with nothing changed. */
  extend(at: number, side: Side, bytes: number): number {
    const { words } = this.directory;
    const start = words[at + START]!;
    const used = words[at + BYTES]!;
    if (side === 'tail') {
      if (start + used + bytes > words[at + ROOM]! || this.#isShared(at)) {
        this.#makeRoom(at, side, bytes);
      }
      words[at + BYTES] = used + bytes;
      return this.slabs.offset(words[at + ADDRESS]!) + words[at + START]! + used;
    }
    if (start < bytes || this.#isShared(at)) this.#makeRoom(at, side, bytes);
    words[at + BYTES] = used + bytes;
    words[at + START]! -= bytes;
    return this.slabs.offset(words[at + ADDRESS]!) + words[at + START]!;
  }

  /**
   * Puts room for `added` bytes in the place of `removed` ones, `offset` behind the node's first element. Returns the
   * position of the room. Throws `OutOfMemory` with nothing changed.
   */
  splice(at: number, offset: number, change: { removed: number; added: number }): number {
    const { words } = this.directory;
    const { removed, added } = change;
    const used = words[at + BYTES]!;
    const start = words[at + START]!;
    const longer = added - removed;
    const behind = used - offset - removed;
    const roomBehind = words[at + ROOM]! - start - used;
    const frontFirst = offset < behind;
    if (this.#isShared(at) || (longer > start && longer > roomBehind)) {
      this.#moveApart(at, { offset, removed, added });
    } else if (frontFirst ? longer <= start : longer > roomBehind) {
      const from = this.slabs.offset(words[at + ADDRESS]!) + start;
      this.#moveWithin(at, { from, to: from - longer, length: offset });
      words[at + START] = start - longer;
    } else {
      const from = this.slabs.offset(words[at + ADDRESS]!) + start + offset;
      this.#moveWithin(at, { from: from + removed, to: from + added, length: behind });
    }
    words[at + BYTES] = used + longer;
    return this.slabs.offset(words[at + ADDRESS]!) + words[at + START]! + offset;
  }

  /** Gives room back that a node with so few bytes doesn't need. Without memory for that it stays. */
  tighten(at: number, length: number): void {
    const { words } = this.directory;
    if (this.slabs.blockBytes(length) >= words[at + ROOM]! || this.#isShared(at)) return;
    try {
      this.#relocate(at, length, 0);
    } catch (thrown) {
      if (!(thrown instanceof OutOfMemory)) throw thrown;
    }
  }

  /** From here on what there is stays readable through the pin. */
  pin(size: number): PinnedList {
    const { directory } = this;
    const pin = new PinnedList(this.slabs, { size, words: directory.copy() }, () => {
      if (this.#pin === pin) this.#pin = undefined;
    });
    for (let node = 0; node < directory.count; node++) {
      directory.words[directory.at(node) + PIN] = node + 1;
    }
    this.#pin = pin;
    return pin;
  }

  #appendCopy(other: ListNodes, source: number): void {
    const { slabs, directory } = this;
    const from = other.directory.words;
    const length = from[source + BYTES]!;
    const address = slabs.allocate(length);
    const at = directory.append();
    const { words } = directory;
    words[at + ADDRESS] = address;
    words[at + ROOM] = slabs.occupiedBytes(address, length);
    words[at + START] = words[at + PIN] = 0;
    words[at + BYTES] = length;
    words[at + COUNT] = from[source + COUNT]!;
    this.#blockBytes += words[at + ROOM]!;
    other.#copy(source, address, { from: 0, to: 0, length });
  }

  #isShared(at: number): boolean {
    const pin = this.#pin;
    if (pin === undefined) return false;
    const number = this.directory.words[at + PIN]!;
    return number !== 0 && pin.needs(number - 1);
  }

  /** The node's block is the node's no more: it is free, or the pin's. */
  #release(at: number): void {
    const { words } = this.directory;
    const room = words[at + ROOM]!;
    this.#blockBytes -= room;
    if (this.#isShared(at)) this.#pin?.take(words[at + PIN]! - 1);
    else this.slabs.free(words[at + ADDRESS]!, room);
  }

  /** All free room goes to one side of the node, in the same block if that is enough. */
  #makeRoom(at: number, side: Side, bytes: number): void {
    const { words } = this.directory;
    const used = words[at + BYTES]!;
    const wanted = this.roomFor(used + bytes);
    const room = words[at + ROOM]!;
    if (this.#isShared(at) || this.slabs.blockBytes(wanted) > room) {
      const fresh = this.slabs.blockBytes(wanted);
      this.#relocate(at, wanted, side === 'tail' ? 0 : fresh - used);
      return;
    }
    const start = side === 'tail' ? 0 : room - used;
    const base = this.slabs.offset(words[at + ADDRESS]!);
    this.#moveWithin(at, { from: base + words[at + START]!, to: base + start, length: used });
    words[at + START] = start;
  }

  #moveWithin(at: number, move: { from: number; to: number; length: number }): void {
    const u8 = this.slabs.bytes(this.directory.words[at + ADDRESS]!);
    if (move.from !== move.to) moveBytes(u8, move.from, move.to, move.length);
  }

  /** The same elements in another block of this length, from `start` on. */
  #relocate(at: number, length: number, start: number): void {
    const { words } = this.directory;
    const address = this.slabs.allocate(length);
    this.#copy(at, address, { from: 0, to: start, length: words[at + BYTES]! });
    this.#replace(at, address, length);
    words[at + START] = start;
  }

  #moveApart(at: number, gap: { offset: number; removed: number; added: number }): void {
    const { words } = this.directory;
    const { offset, removed, added } = gap;
    const used = words[at + BYTES]!;
    const needed = used - removed + added;
    const length = added > removed ? this.roomFor(needed) : needed;
    const address = this.slabs.allocate(length);
    this.#copy(at, address, { from: 0, to: 0, length: offset });
    const behind = offset + removed;
    this.#copy(at, address, { from: behind, to: offset + added, length: used - behind });
    this.#replace(at, address, length);
    words[at + START] = 0;
  }

  #copy(at: number, to: number, run: { from: number; to: number; length: number }): void {
    const { slabs } = this;
    const { words } = this.directory;
    const address = words[at + ADDRESS]!;
    const from = slabs.offset(address) + words[at + START]! + run.from;
    const u8 = slabs.bytes(address);
    const place = slabs.offset(to) + run.to;
    copyBytes(u8, slabs.view(address), from, slabs.bytes(to), slabs.view(to), place, run.length);
  }

  #replace(at: number, address: number, length: number): void {
    const { words } = this.directory;
    this.#release(at);
    words[at + ADDRESS] = address;
    words[at + ROOM] = this.slabs.occupiedBytes(address, length);
    words[at + PIN] = 0;
    this.#blockBytes += words[at + ROOM]!;
  }
}
