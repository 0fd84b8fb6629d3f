import type { HalfSipHash } from '../base/siphash.ts';
import { nextElement, PackedElement } from './listpack.ts';
import type { Pack } from './pack.ts';

const element = new PackedElement();

/** Where the elements of a pack are, by their hashes: for whoever looks many of them up while the pack stays as it is. */
export class PackIndex {
  /** Pairs of hash and position; no element is at position 0. */
  #slots = new Int32Array(64);
  #mask = 31;

  build(pack: Pack, hasher: HalfSipHash): this {
    const { u8, dv, end, count } = pack;
    const size = 2 ** Math.ceil(Math.log2(count * 2 + 1));
    if (size * 2 > this.#slots.length) this.#slots = new Int32Array(size * 2);
    else this.#slots.fill(0, 0, size * 2);
    this.#mask = size - 1;
    const slots = this.#slots;
    for (let at = pack.first; at < end; at = nextElement(dv, at)) {
      const text = element.read(u8, dv, at);
      const hash = hasher.hash(text.dv, text.start, text.length);
      let slot = hash & this.#mask;
      while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask;
      slots[2 * slot] = hash;
      slots[2 * slot + 1] = at;
    }
    return this;
  }

  /** The first position after another where an element with this hash may be, 0 when there is none. Begin with 0. */
  candidate(hash: number, after: number): number {
    const slots = this.#slots;
    let slot = hash & this.#mask;
    let isBehind = after === 0;
    for (; slots[2 * slot + 1] !== 0; slot = (slot + 1) & this.#mask) {
      const at = slots[2 * slot + 1]!;
      if (isBehind && slots[2 * slot] === hash) return at;
      if (at === after) isBehind = true;
    }
    return 0;
  }
}
