/** Codes beyond this many share one count, so that scripts that make errors up can't fill the memory (Redis: 128). */
const CODES_MAX = 128;
const OVERFLOW = 'ERRORSTATS_OVERFLOW';
/** A longer first word is no code but the beginning of a text; Redis looks no further either. */
const CODE_LENGTH_MAX = 31;

/** Error replies by their code, for INFO errorstats. */
export class ErrorTally {
  readonly #counts = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  counted(code: string): void {
    this.#total++;
    const shown = code.length > CODE_LENGTH_MAX ? 'ERR' : code;
    const known = this.#counts.get(shown);
    if (known !== undefined) this.#counts.set(shown, known + 1);
    else if (this.#counts.size < CODES_MAX) this.#counts.set(shown, 1);
    else this.#counts.set(OVERFLOW, (this.#counts.get(OVERFLOW) ?? 0) + 1);
  }

  /** Sorted by code. */
  entries(): readonly (readonly [code: string, count: number])[] {
    return [...this.#counts].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** CONFIG RESETSTAT. */
  reset(): void {
    this.#counts.clear();
    this.#total = 0;
  }
}
