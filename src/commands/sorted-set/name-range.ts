import { ByteRange } from '../../base/byte-range.ts';
import type { Bound } from '../../collections/score-bound.ts';
import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { CommandError } from '../../command/errors.ts';

const NOT_A_RANGE_ITEM = new CommandError('ERR min or max not valid string range item');
const OPEN = 0x28;
const CLOSED = 0x5b;
const PLUS = 0x2b;
const MINUS = 0x2d;

type Item = 'lowest' | 'highest' | 'open' | 'closed';

/** `[a`, `(a`, `-`, `+`: the names between two bounds, in a set whose scores are all equal. */
export class NameRange {
  readonly #min = new ByteRange();
  readonly #max = new ByteRange();
  #minItem: Item = 'lowest';
  #maxItem: Item = 'highest';
  /** The ranks of what lies between, as `select` found it. */
  first = 0;
  count = 0;

  read(call: Call, minWord: number, maxWord: number): void {
    this.#minItem = readItem(call, minWord, this.#min);
    this.#maxItem = readItem(call, maxWord, this.#max);
  }

  select(set: SortedSet): void {
    const below: Bound = this.#minItem === 'open' ? 'name-over' : 'name';
    const upTo: Bound = this.#maxItem === 'open' ? 'name' : 'name-over';
    this.first = countBefore(set, { item: this.#minItem, bound: below, text: this.#min });
    const end = countBefore(set, { item: this.#maxItem, bound: upTo, text: this.#max });
    this.count = Math.max(0, end - this.first);
  }
}

function countBefore(
  set: SortedSet,
  place: { readonly item: Item; readonly bound: Bound; readonly text: ByteRange },
): number {
  if (place.item === 'lowest') return 0;
  return place.item === 'highest' ? set.size : set.countBefore(place.bound, 0, place.text);
}

function readItem(call: Call, word: number, text: ByteRange): Item {
  call.args.range(word, text);
  const { u8, start, length } = text;
  const head = length === 0 ? 0 : u8[start];
  text.start++;
  text.length--;
  if (head === OPEN) return 'open';
  if (head === CLOSED) return 'closed';
  // Redis looks for the end of a C string behind the sign.
  const stands = length === 1 || u8[start + 1] === 0;
  if (head === PLUS && stands) return 'highest';
  if (head === MINUS && stands) return 'lowest';
  throw NOT_A_RANGE_ITEM;
}
