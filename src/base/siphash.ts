import type { ByteRange } from './byte-range.ts';

/** Words of a hash that stops on its way, and of its end. */
const way = new Int32Array(4);
const end = new Int32Array(4);

/**
 * HalfSipHash-1-3 with a 64-bit key: the 32-bit member of the SipHash family (Aumasson and Bernstein), which Linux
 * uses for its own hash tables. Keyed, so that nobody who does not know the key can choose keys that collide
 * (attack row "hash flooding"); 32-bit words, so that V8 keeps everything in registers.
 */
export class HalfSipHash {
  readonly #k0: number;
  readonly #k1: number;

  constructor(k0: number, k1: number) {
    this.#k0 = k0 | 0;
    this.#k1 = k1 | 0;
  }

  /** 32 bits, as a signed integer. Reads only the `length` bytes from `start`. */
  hash(dv: DataView, start: number, length: number): number {
    // `| 0`: otherwise V8 boxes and unboxes the four words in each turn of the loops, because a field may hold anything
    // (40 ns for 16 bytes instead of 23).
    let v0 = this.#k0 | 0;
    let v1 = this.#k1 | 0;
    let v2 = v0 ^ 0x6c796765;
    let v3 = v1 ^ 0x74656462;
    const words = start + (length & ~3);
    for (let i = start; i < words; i += 4) {
      const m = dv.getInt32(i, true);
      v3 ^= m;
      v0 = (v0 + v1) | 0;
      v1 = (v1 << 5) | (v1 >>> 27);
      v1 ^= v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = (v3 << 8) | (v3 >>> 24);
      v3 ^= v2;
      v0 = (v0 + v3) | 0;
      v3 = (v3 << 7) | (v3 >>> 25);
      v3 ^= v0;
      v2 = (v2 + v1) | 0;
      v1 = (v1 << 13) | (v1 >>> 19);
      v1 ^= v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= m;
    }
    let m = length << 24;
    const rest = length & 3;
    if (rest === 3) m |= dv.getUint16(words, true) | (dv.getUint8(words + 2) << 16);
    else if (rest === 2) m |= dv.getUint16(words, true);
    else if (rest === 1) m |= dv.getUint8(words);
    v3 ^= m;
    for (let round = 0; round < 4; round++) {
      v0 = (v0 + v1) | 0;
      v1 = (v1 << 5) | (v1 >>> 27);
      v1 ^= v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = (v3 << 8) | (v3 >>> 24);
      v3 ^= v2;
      v0 = (v0 + v3) | 0;
      v3 = (v3 << 7) | (v3 >>> 25);
      v3 ^= v0;
      v2 = (v2 + v1) | 0;
      v1 = (v1 << 13) | (v1 >>> 19);
      v1 ^= v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      if (round === 0) {
        v0 ^= m;
        v2 ^= 0xff;
      }
    }
    return v1 ^ v3;
  }

  /**
   * The hashes of a range's beginnings, each as `hash` gives it, in one pass: what they have in common is read once.
   * `lengths` ascends. Gives how many of them the range has; so many hashes there are.
   */
  hashBeginnings(range: ByteRange, lengths: readonly number[], hashes: Int32Array): number {
    const { dv, start } = range;
    way[0] = this.#k0;
    way[1] = this.#k1;
    way[2] = this.#k0 ^ 0x6c796765;
    way[3] = this.#k1 ^ 0x74656462;
    let at = start;
    let count = 0;
    for (; count < lengths.length && lengths[count]! <= range.length; count++) {
      const length = lengths[count]!;
      const words = start + (length & ~3);
      for (; at < words; at += 4) take(way, dv.getInt32(at, true));
      let last = length << 24;
      for (let i = 0; i < (length & 3); i++) last |= dv.getUint8(words + i) << (8 * i);
      for (let i = 0; i < 4; i++) end[i] = way[i]!;
      take(end, last);
      end[2]! ^= 0xff;
      for (let i = 0; i < 3; i++) mix(end);
      hashes[count] = end[1]! ^ end[3]!;
    }
    return count;
  }
}

function take(words: Int32Array, m: number): void {
  words[3]! ^= m;
  mix(words);
  words[0]! ^= m;
}

/** One round. Words in an array cost more than the variables in `hash`, which is much hotter. */
function mix(words: Int32Array): void {
  const a = (words[0]! + words[1]!) | 0;
  const b = turned(words[1]!, 5) ^ a;
  const c = (words[2]! + words[3]!) | 0;
  const d = turned(words[3]!, 8) ^ c;
  const e = (turned(a, 16) + d) | 0;
  const f = (c + b) | 0;
  words[0] = e;
  words[1] = turned(b, 13) ^ f;
  words[2] = turned(f, 16);
  words[3] = turned(d, 7) ^ e;
}

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
