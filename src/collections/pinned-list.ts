import { ByteRange } from '../base/byte-range.ts';
import type { ElementSink, PinnedStructure } from '../keyspace/structures.ts';
import type { Slabs } from '../memory/slabs.ts';
import { nextElement, PackedElement } from './listpack.ts';
import { ADDRESS, BYTES, NODE_WORDS, ROOM, START } from './node-directory.ts';

const NOTHING = new ByteRange();

/**
 * A big list as it was when a snapshot passed it: a copy of its directory. The live list leaves the nodes in it alone
 * until they are read, and those that it has parted with belong to the pin.
 */
export class PinnedList implements PinnedStructure {
  readonly size: number;
  readonly #slabs: Slabs;
  readonly #onEnd: () => void;
  readonly #element = new PackedElement();
  #words: Uint32Array;
  /** Nodes that are the pin's to free. */
  #own: Uint8Array;
  /** The node that is being read; those before it are passed. */
  #node = 0;
  #offset = 0;
  #ended = false;

  constructor(slabs: Slabs, list: { size: number; words: Uint32Array }, onEnd: () => void) {
    this.size = list.size;
    this.#slabs = slabs;
    this.#words = list.words;
    this.#own = new Uint8Array(list.words.length / NODE_WORDS);
    this.#onEnd = onEnd;
  }

  /** Whether this node is still to be read as it is. */
  needs(node: number): boolean {
    return node >= this.#node;
  }

  /** The live list parts with a node that `needs` has said yes for. */
  take(node: number): void {
    this.#own[node] = 1;
  }

  step(elements: number, sink: ElementSink): boolean {
    let left = elements;
    while (left > 0 && this.#node < this.#own.length) left -= this.#read(left, sink);
    if (this.#node < this.#own.length) return false;
    this.end();
    return true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    while (this.#node < this.#own.length) this.#passNode();
    this.#slabs.countIndex(-this.#words.byteLength);
    this.#words = new Uint32Array(0);
    this.#onEnd();
  }

  /** Hands over up to so many elements of a node. Returns how many. */
  #read(most: number, sink: ElementSink): number {
    const words = this.#words;
    const at = this.#node * NODE_WORDS;
    const slabs = this.#slabs;
    const address = words[at + ADDRESS]!;
    const u8 = slabs.bytes(address);
    const dv = slabs.view(address);
    const start = slabs.offset(address) + words[at + START]!;
    const end = start + words[at + BYTES]!;
    let here = start + this.#offset;
    let read = 0;
    for (; read < most && here < end; read++) {
      sink(this.#element.read(u8, dv, here), NOTHING);
      here = nextElement(dv, here);
    }
    this.#offset = here - start;
    if (here === end) this.#passNode();
    return read;
  }

  #passNode(): void {
    const at = this.#node * NODE_WORDS;
    if (this.#own[this.#node] === 1) {
      this.#slabs.free(this.#words[at + ADDRESS]!, this.#words[at + ROOM]!);
    }
    this.#node++;
    this.#offset = 0;
  }
}
