/**
 * Numbers of 32 bits, for as long as a call takes: which members have been seen, by their address or position. Outside of
 * the JavaScript heap, and made for as many as will come at most.
 */
export class AddressSet {
  readonly #slots: Uint32Array;
  readonly #mask: number;
  #hasZero = false;
  #count = 0;

  constructor(countMax: number) {
    const size = 2 ** Math.max(4, Math.ceil(Math.log2(countMax * 1.6 + 1)));
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
  }

  get count(): number {
    return this.#count;
  }

  /** False when it is there already. */
  add(address: number): boolean {
    if (address === 0) {
      if (this.#hasZero) return false;
      this.#hasZero = true;
      this.#count++;
      return true;
    }
    const slots = this.#slots;
    let slot = this.#home(address);
    for (; slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      if (slots[slot] === address) return false;
    }
    slots[slot] = address;
    this.#count++;
    return true;
  }

  has(address: number): boolean {
    if (address === 0) return this.#hasZero;
    const slots = this.#slots;
    for (let slot = this.#home(address); slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      if (slots[slot] === address) return true;
    }
    return false;
  }

  /** Neighbouring addresses differ in few bits, so they are spread. */
  #home(address: number): number {
    const mixed = Math.imul(address ^ (address >>> 15), 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
