import { concatBytes, fromLatin1 } from '../base/bytes.ts';
import type { SlowLogSettings } from '../settings/slow-log-settings.ts';

const WORDS_MAX = 32;
const WORD_BYTES_MAX = 128;

/** A call that took too long, as SLOWLOG GET tells it. */
export interface SlowCall {
  readonly atSeconds: number;
  readonly durationUs: number;
  /** Already without secrets; see `shortenWords`. */
  readonly words: readonly Uint8Array[];
  readonly clientAddress: string;
  readonly clientName: string;
}

export interface SlowLogEntry extends SlowCall {
  readonly id: number;
}

/** The slowest calls' log: the newest first, as many as `slowlog-max-len` allows. */
export class SlowLog {
  readonly #settings: SlowLogSettings;
  /** The oldest first. */
  #entries: SlowLogEntry[] = [];
  #nextId = 0;

  constructor(settings: SlowLogSettings) {
    this.#settings = settings;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Whether a call of this length belongs into the log. */
  wants(durationUs: number): boolean {
    const { slowerThanUs, maxLen } = this.#settings;
    return slowerThanUs >= 0 && maxLen > 0 && durationUs >= slowerThanUs;
  }

  add(call: SlowCall): void {
    this.#entries.push({ id: this.#nextId++, ...call });
    const excess = this.#entries.length - this.#settings.maxLen;
    if (excess > 0) this.#entries.splice(0, excess);
  }

  newest(count: number): readonly SlowLogEntry[] {
    return this.#entries.slice(Math.max(this.#entries.length - count, 0)).reverse();
  }

  reset(): void {
    this.#entries = [];
  }
}

/** Keeps an entry small: at most 32 words of at most 128 bytes each, and how much is missing. */
export function shortenWords(
  count: number,
  wordAt: (index: number) => Uint8Array,
): readonly Uint8Array[] {
  const words: Uint8Array[] = [];
  const kept = count > WORDS_MAX ? WORDS_MAX - 1 : count;
  for (let index = 0; index < kept; index++) words.push(shortenWord(wordAt(index)));
  if (count > kept) words.push(fromLatin1(`... (${count - kept} more arguments)`));
  return words;
}

function shortenWord(word: Uint8Array): Uint8Array {
  if (word.length <= WORD_BYTES_MAX) return word.slice();
  const rest = fromLatin1(`... (${word.length - WORD_BYTES_MAX} more bytes)`);
  return concatBytes([word.subarray(0, WORD_BYTES_MAX), rest]);
}
