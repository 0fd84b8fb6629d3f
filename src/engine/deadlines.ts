/** Something that ends at a moment. */
export interface Timed {
  readonly deadlineMs: number;
  /** Where it stands among the others; -1 when it isn't there. */
  heapIndex: number;
}

/** Moments to come, the earliest first: a binary heap out of which anything can be taken in O(log n). */
export class Deadlines<T extends Timed> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get earliest(): T | undefined {
    return this.#heap[0];
  }

  add(item: T): void {
    this.#heap.push(item);
    this.#rise(item, this.#heap.length - 1);
  }

  /** Does nothing when it isn't there. */
  remove(item: T): void {
    const at = item.heapIndex;
    if (at < 0) return;
    item.heapIndex = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === item) return;
    const above = this.#heap[(at - 1) >> 1];
    if (at > 0 && above !== undefined && last.deadlineMs < above.deadlineMs) this.#rise(last, at);
    else this.#sink(last, at);
  }

  #rise(item: T, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.#heap[parent]!;
      if (above.deadlineMs <= item.deadlineMs) break;
      this.#put(above, at);
      at = parent;
    }
    this.#put(item, at);
  }

  #sink(item: T, from: number): void {
    const heap = this.#heap;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.deadlineMs < heap[child]!.deadlineMs) child++;
      const below = heap[child]!;
      if (item.deadlineMs <= below.deadlineMs) break;
      this.#put(below, at);
      at = child;
    }
    this.#put(item, at);
  }

  #put(item: T, at: number): void {
    this.#heap[at] = item;
    item.heapIndex = at;
  }
}
