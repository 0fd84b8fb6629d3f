import { OutOfMemory } from '../memory/out-of-memory.ts';
import { reserve } from '../memory/reserve.ts';
import type { Slabs } from '../memory/slabs.ts';

/** Numbers that describe a node, as offsets from where `at` says it begins. */
export const ADDRESS = 0;
/** Bytes that its block has room for. */
export const ROOM = 1;
/** Where in the block its first element begins. */
export const START = 2;
/** Bytes of its elements. */
export const BYTES = 3;
export const COUNT = 4;
/** Its number in the directory of the pin, plus 1; 0 when it is younger than the pin. */
export const PIN = 5;
export const NODE_WORDS = 6;

const NODES_MIN = 4;
/** When there are fewer nodes for the room there is for them, it is made smaller. */
const SPARSE = 2;

/** The nodes of a big list in their order, as numbers in a ring: nothing moves when they come and go at the ends. */
export class NodeDirectory {
  readonly #slabs: Slabs;
  words: Uint32Array;
  count = 0;
  #first = 0;
  #room: number;

  /** For so many nodes at first. Throws `OutOfMemory`. */
  constructor(slabs: Slabs, nodes: number) {
    this.#slabs = slabs;
    this.#room = roomFor(nodes);
    this.words = this.#reserve(this.#room);
  }

  /** Bytes that it takes. */
  get bytes(): number {
    return this.words.byteLength;
  }

  /** Where in `words` a node is described. */
  at(node: number): number {
    const place = this.#first + node;
    return (place < this.#room ? place : place - this.#room) * NODE_WORDS;
  }

  /** Makes a place behind the last node, for which there is room. What stands there is left from before. */
  append(): number {
    return this.at(this.count++);
  }

  /** Makes a place for a node in front of this one. Throws `OutOfMemory` with nothing changed. */
  insert(node: number): number {
    if (this.count === this.#room) this.#resize(roomFor(this.count + 1));
    if (node < this.count - node) {
      this.#first = (this.#first === 0 ? this.#room : this.#first) - 1;
      this.count++;
      for (let i = 0; i < node; i++) this.move(i + 1, i);
    } else {
      this.count++;
      for (let i = this.count - 1; i > node; i--) this.move(i - 1, i);
    }
    return this.at(node);
  }

  /** The others close up: as many move as there are on the shorter side. */
  remove(node: number, count: number): void {
    const behind = this.count - node - count;
    if (node < behind) {
      for (let i = node - 1; i >= 0; i--) this.move(i, i + count);
      this.#first = (this.#first + count) % this.#room;
    } else for (let i = node; i < node + behind; i++) this.move(i + count, i);
    this.count -= count;
    if (this.#room > roomFor(this.count * SPARSE)) this.#shrink();
  }

  /** The description of a node takes the place of another's. */
  move(from: number, to: number): void {
    const { words } = this;
    const source = this.at(from);
    const target = this.at(to);
    for (let i = 0; i < NODE_WORDS; i++) words[target + i] = words[source + i]!;
  }

  /** The description of all nodes, one after the other. Throws `OutOfMemory`. */
  copy(): Uint32Array {
    const copy = this.#reserve(this.count);
    this.#copyTo(copy);
    return copy;
  }

  /** There are no nodes any more. */
  forget(): void {
    this.#slabs.countIndex(-this.bytes);
    this.words = new Uint32Array(0);
    this.count = this.#first = 0;
    this.#room = 0;
  }

  /** Without memory for a smaller one it stays as it is: a removal must not fail halfway. */
  #shrink(): void {
    try {
      this.#resize(roomFor(this.count));
    } catch (thrown) {
      if (!(thrown instanceof OutOfMemory)) throw thrown;
    }
  }

  #resize(nodes: number): void {
    const words = this.#reserve(nodes);
    this.#copyTo(words);
    this.#slabs.countIndex(-this.bytes);
    this.words = words;
    this.#first = 0;
    this.#room = nodes;
  }

  #copyTo(words: Uint32Array): void {
    const first = this.#first * NODE_WORDS;
    const end = Math.min(this.words.length, first + this.count * NODE_WORDS);
    words.set(this.words.subarray(first, end));
    const wrapped = this.count * NODE_WORDS - (end - first);
    words.set(this.words.subarray(0, wrapped), end - first);
  }

  #reserve(nodes: number): Uint32Array {
    const words = new Uint32Array(reserve(nodes * NODE_WORDS * 4));
    this.#slabs.countIndex(words.byteLength);
    return words;
  }
}

/** Nodes there is room for when there are so many: a quarter more, because this counts beside what redis-server takes. */
function roomFor(nodes: number): number {
  return Math.max(NODES_MIN, nodes + (nodes >>> 2));
}
