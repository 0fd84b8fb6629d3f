/** Passed places that may be left at the front before the others move up. */
const PASSED_MIN = 64;

/** First in, first out; both take the same time however many wait. */
export class WaitingLine<T> {
  readonly #items: T[] = [];
  /** Where the first one is; what was in front of it has gone. */
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  get first(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.first;
    if (item === undefined) return undefined;
    this.#first++;
    if (this.#first > PASSED_MIN && this.#first * 2 > this.#items.length) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  sum(measure: (item: T) => number): number {
    let sum = 0;
    for (let i = this.#first; i < this.#items.length; i++) sum += measure(this.#items[i]!);
    return sum;
  }
}
