/** Cuts encoded requests into their words, for a harness that has no parser in front of it. */
export class RequestParts {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  all(): Uint8Array[][] {
    const requests: Uint8Array[][] = [];
    while (this.#at < this.#bytes.length) {
      requests.push(Array.from({ length: this.#number() }, () => this.#word()));
    }
    return requests;
  }

  #word(): Uint8Array {
    const length = this.#number();
    const word = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length + 2;
    return word;
  }

  /** The number on a line that begins with `*` or `$`. */
  #number(): number {
    const end = this.#bytes.indexOf(13, this.#at);
    const number = Number(Buffer.from(this.#bytes.subarray(this.#at + 1, end)).toString('latin1'));
    this.#at = end + 2;
    return number;
  }
}
