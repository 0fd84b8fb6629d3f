import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';

/** From one rank to another, the last included; negative ones are counted from the end. */
export class RankRange {
  #start = 0;
  #stop = 0;
  /** The ranks of what lies between, as `select` found it. */
  first = 0;
  count = 0;

  read(call: Call, startWord: number, stopWord: number): void {
    this.#start = call.integer(startWord);
    this.#stop = call.integer(stopWord);
  }

  select(set: SortedSet): void {
    const { size } = set;
    const stop = Math.min(size - 1, this.#stop < 0 ? size + this.#stop : this.#stop);
    this.first = Math.max(0, this.#start < 0 ? size + this.#start : this.#start);
    this.count = Math.max(0, stop - this.first + 1);
  }
}
