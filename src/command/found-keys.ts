import type { Arguments } from '../base/arguments.ts';
import { parseInteger } from '../base/int64.ts';
import { KeyFlagBit, type KeySpec, keyFlagBits } from './key-spec.ts';

/** The keys of one request: positions and how each is used. Reused; valid until the next search. */
export class FoundKeys {
  words = new Int32Array(64);
  access = new Int32Array(64);
  count = 0;
  /** The request's own words contradict its key specs (a numkeys that is no number or too large). */
  invalid = false;

  clear(): this {
    this.count = 0;
    this.invalid = false;
    return this;
  }

  add(word: number, access: number): void {
    if (this.count === this.words.length) {
      this.words = doubled(this.words);
      this.access = doubled(this.access);
    }
    this.words[this.count] = word;
    this.access[this.count] = access;
    this.count++;
  }
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}

/** Adds the keys that a list of specs finds in a request. */
export function findKeys(specs: readonly KeySpec[], args: Arguments, into: FoundKeys): void {
  for (const spec of specs) {
    const access = keyFlagBits(spec.access);
    const first = beginning(spec, args);
    if (first === undefined || spec.find === 'unknown') {
      if (spec.find === 'unknown') into.invalid = true;
      continue;
    }
    if ('numkeys' in spec.find) addCounted(spec.find, args, { first, access, into });
    else addRange(spec.find, args, { first, access, into });
    if ((access & KeyFlagBit.incomplete) !== 0) into.invalid = true;
  }
}

interface Search {
  readonly first: number;
  readonly access: number;
  readonly into: FoundKeys;
}

function beginning(spec: KeySpec, args: Arguments): number | undefined {
  const { begin } = spec;
  if (typeof begin === 'number') return begin;
  const step = begin.from > 0 ? 1 : -1;
  const last = begin.from > 0 ? args.count - 1 : 1;
  const keyword = begin.keyword.toLowerCase();
  for (
    let word = begin.from > 0 ? begin.from : args.count + begin.from;
    word !== last;
    word += step
  ) {
    if (word < 1 || word >= args.count) return undefined;
    if (args.is(word, keyword)) return word + 1;
  }
  return undefined;
}

function addRange(
  find: { last: number; step: number; limit: number },
  args: Arguments,
  search: Search,
): void {
  const { first, access, into } = search;
  let last = first + find.last;
  if (find.last < 0) {
    last =
      find.limit <= 1
        ? args.count + find.last
        : first + (Math.trunc((args.count - first) / find.limit) + find.last);
  }
  if (last >= args.count || last < first) {
    // What is no key may be missing: SUNSUBSCRIBE without a channel.
    if ((access & KeyFlagBit.not_key) === 0) into.invalid = true;
    return;
  }
  for (let word = first; word <= last; word += find.step) into.add(word, access);
}

function addCounted(
  find: { numkeys: number; first: number; step: number },
  args: Arguments,
  search: Search,
): void {
  const { first, access, into } = search;
  const counter = first + find.numkeys;
  if (counter >= args.count) {
    into.invalid = true;
    return;
  }
  const keys = parseInteger(args.u8, args.start(counter), args.length(counter));
  const from = first + find.first;
  // Never trust the number: negative, huge and fractional ones are how key extraction has been fooled before.
  if (!(keys >= 0) || from + (keys - 1) * find.step >= args.count) {
    into.invalid = true;
    return;
  }
  for (let i = 0, word = from; i < keys; i++, word += find.step) into.add(word, access);
}
