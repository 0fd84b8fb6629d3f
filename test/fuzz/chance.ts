const BYTES: readonly number[] = [
  0, 9, 10, 13, 32, 34, 36, 39, 42, 45, 47, 58, 91, 92, 127, 128, 255,
];

/** Random numbers that a seed and a number of an execution decide. */
export class Chance {
  #state: number;

  constructor(seed: number, execution: number) {
    this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(execution + 1, 0x85ebca6b)) >>> 0;
    this.below(1);
  }

  /** An integer from 0 on, less than the limit. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** Any byte; those that mean something somewhere more often. */
  byte(): number {
    return this.below(2) === 0 ? this.below(256) : this.pick(BYTES);
  }

  /** Mostly short, now and then long. */
  length(): number {
    return 1 + (this.below(4) === 0 ? this.below(200) : this.below(8));
  }

  pick<Item>(list: readonly Item[]): Item {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('there is nothing to pick');
    return item;
  }
}
