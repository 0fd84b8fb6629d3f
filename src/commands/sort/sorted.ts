import { ByteRange } from '../../base/byte-range.ts';
import { IntegerText } from '../../collections/intset.ts';
import type { Reply } from '../../resp/reply.ts';
import type { Texts } from './texts.ts';

const TWO_32 = 2 ** 32;

/** What SORT answers or stores, in its order. */
export interface Sorted {
  readonly count: number;
  /** Valid until the next call. */
  text(index: number): ByteRange;
  /** Writes all as bulk strings. */
  writeTo(reply: Reply): void;
}

/** Texts and which of them, in this order; undefined: all in theirs. */
export class SortedTexts implements Sorted {
  readonly #texts: Texts;
  readonly #indexes: Uint32Array | undefined;
  readonly #range = new ByteRange();

  constructor(texts: Texts, indexes: Uint32Array | undefined) {
    this.#texts = texts;
    this.#indexes = indexes;
  }

  get count(): number {
    return this.#indexes?.length ?? this.#texts.count;
  }

  text(index: number): ByteRange {
    return this.#texts.range(
      this.#indexes === undefined ? index : this.#indexes[index]!,
      this.#range,
    );
  }

  writeTo(reply: Reply): void {
    const { count } = this;
    for (let i = 0; i < count; i++) reply.bulk(this.text(i));
  }
}

/** Integers below 2^53, which get their texts only here. */
export class SortedIntegers implements Sorted {
  readonly #values: Float64Array;
  readonly #text = new IntegerText();

  constructor(values: Float64Array) {
    this.#values = values;
  }

  get count(): number {
    return this.#values.length;
  }

  text(index: number): ByteRange {
    const value = this.#values[index]!;
    return this.#text.write(Math.floor(value / TWO_32), value | 0);
  }

  writeTo(reply: Reply): void {
    const values = this.#values;
    const { length } = values;
    for (let i = 0; i < length; i++) reply.bulkInteger(values[i]!);
  }
}
