/** Work that waits for the work before it, however that ended: the last to be asked for is the last to take effect. */
export class OneAfterAnother {
  /** Undefined while nothing is under way. */
  #last: Promise<void> | undefined = undefined;

  /** Runs at once when nothing is under way: work that needs nobody else is then done when this returns. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    const result = this.#last === undefined ? work() : this.#last.then(work);
    if (!(result instanceof Promise)) return result;
    const over = (): void => {
      if (this.#last === ended) this.#last = undefined;
    };
    const ended = result.then(over, over);
    this.#last = ended;
    return result;
  }
}
