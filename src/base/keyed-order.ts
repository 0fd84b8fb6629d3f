/** Up to here, moving each to its place beats counting digits (measured). */
const INSERTED_MAX = 40;
const DIGITS = 8;
const DIGIT_VALUES = 256;
const SIGN = 0x80000000;

/** One number and the halves of its bits. */
const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/**
 * Things as their numbers in `order`, each with a key of 64 bits in two halves beside it, to be sorted by their keys
 * without an object or a comparing function: digit by digit, in time that grows as their number does.
 */
export class KeyedOrder {
  order: Uint32Array;
  high: Uint32Array;
  low: Uint32Array;
  readonly #counts = new Uint32Array(DIGITS * DIGIT_VALUES);
  #spareOrder: Uint32Array;
  #spareHigh: Uint32Array;
  #spareLow: Uint32Array;

  constructor(size: number) {
    this.order = new Uint32Array(size);
    this.high = new Uint32Array(size);
    this.low = new Uint32Array(size);
    const spare = size > INSERTED_MAX ? size : 0;
    this.#spareOrder = new Uint32Array(spare);
    this.#spareHigh = new Uint32Array(spare);
    this.#spareLow = new Uint32Array(spare);
  }

  /** Gives the thing at `index` a key that sorts as a number does; not for NaN. */
  keyByNumber(index: number, value: number): void {
    // Zero and its negative are equal, but their bits are not.
    number[0] = value + 0;
    const low = halves[0]!;
    const high = halves[1]!;
    // As whole numbers: all bits turned round for negative ones, and the sign for others.
    this.high[index] = high >= SIGN ? ~high : high ^ SIGN;
    this.low[index] = high >= SIGN ? ~low : low;
  }

  /** Sorts a part of it by ascending keys. What has equal keys stays in its order. */
  sort(from: number, to: number): void {
    if (to - from <= INSERTED_MAX) this.#insertAll(from, to);
    else this.#sortByDigits(from, to);
  }

  #insertAll(from: number, to: number): void {
    const { order, high, low } = this;
    for (let i = from + 1; i < to; i++) {
      const thing = order[i]!;
      const keyHigh = high[i]!;
      const keyLow = low[i]!;
      let at = i;
      for (; at > from; at--) {
        const before = high[at - 1]!;
        if (before < keyHigh || (before === keyHigh && low[at - 1]! <= keyLow)) break;
        order[at] = order[at - 1]!;
        high[at] = before;
        low[at] = low[at - 1]!;
      }
      order[at] = thing;
      high[at] = keyHigh;
      low[at] = keyLow;
    }
  }

  #sortByDigits(from: number, to: number): void {
    this.#count(from, to);
    let isInSpare = false;
    for (let digit = 0; digit < DIGITS; digit++) {
      if (!this.#makePlaces(digit, from, to)) continue;
      this.#scatter(digit, from, to);
      isInSpare = !isInSpare;
    }
    if (!isInSpare) return;
    // The parts beside this one are still in the others.
    this.#exchange();
    this.order.set(this.#spareOrder.subarray(from, to), from);
    this.high.set(this.#spareHigh.subarray(from, to), from);
    this.low.set(this.#spareLow.subarray(from, to), from);
  }

  #count(from: number, to: number): void {
    const { high, low } = this;
    const counts = this.#counts.fill(0);
    for (let i = from; i < to; i++) {
      const keyLow = low[i]!;
      const keyHigh = high[i]!;
      counts[keyLow & 255]!++;
      counts[256 + ((keyLow >>> 8) & 255)]!++;
      counts[512 + ((keyLow >>> 16) & 255)]!++;
      counts[768 + (keyLow >>> 24)]!++;
      counts[1024 + (keyHigh & 255)]!++;
      counts[1280 + ((keyHigh >>> 8) & 255)]!++;
      counts[1536 + ((keyHigh >>> 16) & 255)]!++;
      counts[1792 + (keyHigh >>> 24)]!++;
    }
  }

  /** Turns counts into where each value of the digit begins. False when all have the same. */
  #makePlaces(digit: number, from: number, to: number): boolean {
    const counts = this.#counts;
    let place = from;
    for (let at = digit * DIGIT_VALUES, end = at + DIGIT_VALUES; at < end; at++) {
      const count = counts[at]!;
      if (count === to - from) return false;
      counts[at] = place;
      place += count;
    }
    return true;
  }

  #scatter(digit: number, from: number, to: number): void {
    const { order, high, low } = this;
    const spareOrder = this.#spareOrder;
    const spareHigh = this.#spareHigh;
    const spareLow = this.#spareLow;
    const places = this.#counts;
    const key = digit < 4 ? low : high;
    const shift = (digit & 3) * 8;
    const first = digit * DIGIT_VALUES;
    for (let i = from; i < to; i++) {
      const at = places[first + ((key[i]! >>> shift) & 255)]!++;
      spareOrder[at] = order[i]!;
      spareHigh[at] = high[i]!;
      spareLow[at] = low[i]!;
    }
    this.#exchange();
  }

  #exchange(): void {
    const { order, high, low } = this;
    this.order = this.#spareOrder;
    this.high = this.#spareHigh;
    this.low = this.#spareLow;
    this.#spareOrder = order;
    this.#spareHigh = high;
    this.#spareLow = low;
  }
}
