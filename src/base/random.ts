/**
 * Quick random numbers for choices that nobody gains by guessing: which keys to sample, whether a counter grows.
 * xoshiro128** (Blackman and Vigna), 32-bit words only. Secrets come from ports/entropy.ts.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(seed = 1) {
    this.seed(seed);
  }

  /** Starts anew; equal seeds give equal numbers. */
  seed(seed: number): void {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) ^ (mixed >>> 16);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** 32 random bits, as an unsigned number. */
  bits(): number {
    const times5 = Math.imul(this.#b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** A whole number from 0 to `limit` - 1; `limit` is at most 2^32. */
  below(limit: number): number {
    return Math.floor((this.bits() / 4_294_967_296) * limit);
  }

  /** From 0 up to, but not including, 1. */
  fraction(): number {
    return this.bits() / 4_294_967_296;
  }
}
