import { ByteRange } from '../base/byte-range.ts';
import type { PinnedStructure, Structure } from '../keyspace/structures.ts';
import type { Slabs } from '../memory/slabs.ts';
import { exceedsNode, nodeBytesMax, nodeElementsMax } from './list-limits.ts';
import { ListNodes, type Side } from './list-nodes.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  elementBytes,
  nextElement,
  previousElement,
} from './listpack.ts';
import { ADDRESS, BYTES, COUNT, type NodeDirectory, ROOM, START } from './node-directory.ts';

/** What Redis reckons an element to take beside its text when it looks for a node with room for it. */
const ELEMENT_OVERHEAD_BYTES = 8;
const NODES_FREED_AT_ONCE = 1000;
/** Pops leave so much of a block unused before its node gets a smaller one. */
const SPARSE = 1.5;

/** One for all lists: it holds an element no longer than a call lasts. */
const WRITER = new ElementWriter();

/** A place between two elements of a node. */
export interface ListGap {
  readonly node: number;
  /** Elements of the node in front of the gap. */
  readonly index: number;
  /** The position of the gap. */
  readonly at: number;
  /** What is inserted belongs behind an element, rather than in front of one: they may be in different nodes. */
  readonly after: boolean;
}

/**
 * A list of many nodes. A node is a block of elements as they stand in a listpack, with room at the end that the list
 * grows towards, so a push moves nothing; which elements share a node is decided as Redis does. Positions are offsets
 * into the view of a node's block and stale after any change.
 */
export class BigList implements Structure {
  /** The `list-max-listpack-size` it was made under. */
  readonly limit: number;
  size = 0;
  /** The index of the first element in the node that `locate` has found. */
  firstIndex = 0;
  readonly #nodes: ListNodes;
  readonly #nodeBytesMax: number;
  readonly #nodeElementsMax: number;

  /** `nodes` are what there is room for at once. */
  constructor(slabs: Slabs, limit: number, nodes = 0) {
    this.limit = limit;
    this.#nodeBytesMax = nodeBytesMax(limit);
    this.#nodeElementsMax = nodeElementsMax(limit);
    this.#nodes = new ListNodes(slabs, limit, nodes);
  }

  get bytes(): number {
    return this.#nodes.bytes;
  }

  /** Where the nodes are described, for who reads them. */
  get directory(): NodeDirectory {
    return this.#nodes.directory;
  }

  /** Nodes there are. */
  get nodes(): number {
    return this.#nodes.directory.count;
  }

  get held(): boolean {
    return this.#nodes.pinned;
  }

  get objects(): number {
    return this.nodes;
  }

  get freeEffort(): number {
    return this.#nodes.freeEffort;
  }

  address(node: number): number {
    return this.#word(node, ADDRESS);
  }

  /** The position of a node's first element. */
  start(node: number): number {
    return this.#nodes.slabs.offset(this.address(node)) + this.#word(node, START);
  }

  nodeBytes(node: number): number {
    return this.#word(node, BYTES);
  }

  count(node: number): number {
    return this.#word(node, COUNT);
  }

  /** The node with the element of this index, which must be there. */
  locate(index: number): number {
    const { directory } = this.#nodes;
    const { words } = directory;
    if (index < this.size >>> 1) {
      let first = 0;
      for (let node = 0; ; node++) {
        const count = words[directory.at(node) + COUNT]!;
        if (index < first + count) {
          this.firstIndex = first;
          return node;
        }
        first += count;
      }
    }
    let first = this.size;
    for (let node = directory.count - 1; ; node--) {
      first -= words[directory.at(node) + COUNT]!;
      if (index >= first) {
        this.firstIndex = first;
        return node;
      }
    }
  }

  /** Throws `OutOfMemory` with nothing changed. */
  push(side: Side, text: ByteRange): void {
    const bytes = WRITER.of(text);
    const { directory } = this.#nodes;
    const { count } = directory;
    if (count === 0) {
      this.#addNode(0, side, bytes);
      return;
    }
    const node = side === 'head' ? 0 : count - 1;
    const at = directory.at(node);
    if (this.#admitsAt(at, text.length)) {
      this.#extendAt(at, side, bytes);
      return;
    }
    // Nobody grows it at this end any more.
    this.#tighten(node);
    this.#addNode(side === 'head' ? 0 : count, side, bytes);
  }

  /** Makes a node at the tail of elements as they stand in a listpack. Throws `OutOfMemory` with nothing changed. */
  appendNode(elements: ByteRange, count: number): void {
    this.#nodes.makeOf(this.nodes, elements, count);
    this.size += count;
  }

  /** Throws `OutOfMemory` with the same elements. */
  insert(gap: ListGap, text: ByteRange): void {
    const { node, index, at, after } = gap;
    const bytes = WRITER.of(text);
    const isLarge = text.length > this.#nodeBytesMax;
    const isAtTail = after && index === this.count(node);
    const isAtHead = !after && index === 0;
    if (this.#admits(node, text.length)) this.#insertInto(node, at, bytes);
    else if (isAtTail) {
      if (this.#admits(node + 1, text.length)) this.#extend(node + 1, 'head', bytes);
      else this.#addNode(node + 1, 'tail', bytes);
    } else if (isAtHead) {
      if (this.#admits(node - 1, text.length)) this.#extend(node - 1, 'tail', bytes);
      else this.#addNode(node, 'head', bytes);
    } else {
      this.#nodes.split(node, at - this.start(node), index);
      if (isLarge) this.#addNode(node + 1, 'tail', bytes);
      else {
        if (after) this.#extend(node + 1, 'head', bytes);
        else this.#extend(node, 'tail', bytes);
        this.#mergeAround(after ? node : node + 1);
      }
    }
  }

  /** Puts a text in the place of the element at a position, the `index`th of its node. Throws `OutOfMemory`. */
  replace(place: { node: number; index: number; at: number }, text: ByteRange): void {
    const { node, index, at } = place;
    const nodes = this.#nodes;
    const removed = elementBytes(nodes.slabs.view(this.address(node)), at);
    if (text.length > this.#nodeBytesMax && this.count(node) > 1) {
      this.insert({ node, index: index + 1, at: at + removed, after: true }, text);
      this.cut(node, index, 1);
      return;
    }
    const added = WRITER.of(text);
    const offset = at - this.start(node);
    this.#write(node, nodes.splice(nodes.directory.at(node), offset, { removed, added }));
  }

  /** Removes the element at an end. */
  cutEnd(side: Side): void {
    const nodes = this.#nodes;
    const { directory, slabs } = nodes;
    const node = side === 'head' ? 0 : directory.count - 1;
    const at = directory.at(node);
    const { words } = directory;
    this.size--;
    if (words[at + COUNT] === 1) {
      nodes.drop(node, 1);
      return;
    }
    const address = words[at + ADDRESS]!;
    const dv = slabs.view(address);
    const start = slabs.offset(address) + words[at + START]!;
    const end = start + words[at + BYTES]!;
    const removed = side === 'head' ? elementBytes(dv, start) : end - previousElement(dv, end);
    if (side === 'head') words[at + START]! += removed;
    words[at + BYTES]! -= removed;
    words[at + COUNT]!--;
    if (words[at + BYTES]! * SPARSE < words[at + ROOM]!) this.#tighten(node);
  }

  /** Removes elements, which must be there. */
  remove(from: number, count: number): void {
    let node = this.locate(from);
    const skipped = from - this.firstIndex;
    let left = count;
    if (skipped > 0) {
      const taken = Math.min(left, this.count(node) - skipped);
      this.cut(node, skipped, taken);
      left -= taken;
      node++;
    }
    const behind = left;
    let whole = 0;
    while (left > 0 && left >= this.count(node + whole)) left -= this.count(node + whole++);
    this.size -= behind - left;
    if (whole > 0) this.#nodes.drop(node, whole);
    if (left > 0) this.cut(node, 0, left);
  }

  /** Removes elements of one node; with the last of them it goes. */
  cut(node: number, from: number, count: number): void {
    const nodes = this.#nodes;
    const at = nodes.directory.at(node);
    const { words } = nodes.directory;
    const all = words[at + COUNT]!;
    if (count === all) {
      nodes.drop(node, 1);
      this.size -= count;
      return;
    }
    const start = this.start(node);
    const begin = this.position(node, from);
    const end = this.position(node, from + count);
    // Before anything is counted: without memory to leave a pin its bytes this throws.
    if (from > 0 && from + count < all) {
      nodes.splice(at, begin - start, { removed: end - begin, added: 0 });
    } else {
      if (from === 0) words[at + START]! += end - begin;
      words[at + BYTES]! -= end - begin;
    }
    words[at + COUNT] = all - count;
    this.size -= count;
    this.#tighten(node);
  }

  /** Removes the element at a position of a node, which stays even if it was its last. Call `dropEmptied` in the end. */
  cutElement(place: { node: number; at: number }): void {
    const { node, at } = place;
    const nodes = this.#nodes;
    const described = nodes.directory.at(node);
    const { words } = nodes.directory;
    if (words[described + COUNT] === 1) {
      nodes.empty(node);
      this.size--;
      return;
    }
    const removed = elementBytes(nodes.slabs.view(this.address(node)), at);
    nodes.splice(described, at - this.start(node), { removed, added: 0 });
    words[described + COUNT]!--;
    this.size--;
    this.#tighten(node);
  }

  /** Nodes that `cutElement` has left without elements go. */
  dropEmptied(): void {
    this.#nodes.dropEmptied();
  }

  /** The position of a node's `index`th element, or behind its last one. */
  position(node: number, index: number): number {
    const dv = this.#nodes.slabs.view(this.address(node));
    const count = this.count(node);
    let at = this.start(node);
    if (index <= count >>> 1) for (let i = 0; i < index; i++) at = nextElement(dv, at);
    else {
      at += this.nodeBytes(node);
      for (let i = count; i > index; i--) at = previousElement(dv, at);
    }
    return at;
  }

  copy(): BigList {
    const copy = new BigList(this.#nodes.slabs, this.limit, this.nodes);
    copy.#nodes.copyAll(this.#nodes);
    copy.size = this.size;
    return copy;
  }

  /** The bytes of a node's elements. */
  elements(node: number, into: ByteRange): ByteRange {
    return this.#nodes.elements(this.#nodes.directory.at(node), into);
  }

  pin(): PinnedStructure {
    return this.#nodes.pin(this.size);
  }

  freePortion(): number {
    const before = this.objects;
    this.#nodes.dropLast(NODES_FREED_AT_ONCE);
    return before - this.objects;
  }

  /** For a list that was never given to an entry. */
  freeAll(): void {
    do this.freePortion();
    while (this.objects > 0);
  }

  forget(): void {
    this.#nodes.forget();
  }

  #word(node: number, which: number): number {
    const { directory } = this.#nodes;
    return directory.words[directory.at(node) + which]!;
  }

  /** Whether a node, if there is one, takes a text of this length, reckoned as Redis does. */
  #admits(node: number, length: number): boolean {
    const { directory } = this.#nodes;
    return node >= 0 && node < directory.count && this.#admitsAt(directory.at(node), length);
  }

  #admitsAt(at: number, length: number): boolean {
    const { words } = this.#nodes.directory;
    const bytes = words[at + BYTES]! + EMPTY_PACK_BYTES + length + ELEMENT_OVERHEAD_BYTES;
    return bytes <= this.#nodeBytesMax && words[at + COUNT]! < this.#nodeElementsMax;
  }

  #extend(node: number, side: Side, bytes: number): void {
    this.#extendAt(this.#nodes.directory.at(node), side, bytes);
  }

  #extendAt(at: number, side: Side, bytes: number): void {
    const nodes = this.#nodes;
    const { words } = nodes.directory;
    const position = nodes.extend(at, side, bytes);
    const address = words[at + ADDRESS]!;
    WRITER.write(nodes.slabs.bytes(address), nodes.slabs.view(address), position);
    words[at + COUNT]!++;
    this.size++;
  }

  #addNode(node: number, side: Side, bytes: number): void {
    const nodes = this.#nodes;
    this.#extendAt(nodes.make(node, nodes.roomFor(bytes)), side, bytes);
  }

  #insertInto(node: number, at: number, bytes: number): void {
    const { directory } = this.#nodes;
    const place = directory.at(node);
    const offset = at - this.start(node);
    this.#write(node, this.#nodes.splice(place, offset, { removed: 0, added: bytes }));
    directory.words[place + COUNT]!++;
    this.size++;
  }

  #write(node: number, at: number): void {
    const { slabs } = this.#nodes;
    const address = this.address(node);
    WRITER.write(slabs.bytes(address), slabs.view(address), at);
  }

  #tighten(node: number): void {
    this.#nodes.tighten(this.#nodes.directory.at(node), this.nodeBytes(node));
  }

  /** After a split: puts nodes together that fit into one, in Redis's order. */
  #mergeAround(node: number): void {
    let center = node;
    if (this.#merge(center - 2)) center--;
    this.#merge(center + 1);
    if (this.#merge(center - 1)) center--;
    this.#merge(center);
  }

  /** Makes one node of a node and the one behind, if they are there, fit, and there is memory for it. */
  #merge(node: number): boolean {
    if (node < 0 || node + 1 >= this.nodes) return false;
    const count = this.count(node) + this.count(node + 1);
    const length = this.nodeBytes(node) + this.nodeBytes(node + 1);
    if (exceedsNode(this.limit, length + EMPTY_PACK_BYTES, count)) return false;
    return this.#nodes.merge(node);
  }
}
