import { Arguments } from '../../base/arguments.ts';
import { ByteRange } from '../../base/byte-range.ts';
import { copyBytes } from '../../base/copy-bytes.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { type Database, NOT_A_STRING } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';

const STAR = 0x2a;
const MINUS = 0x2d;
const GREATER = 0x3e;
const HASH = 0x23;
const TYPE_BITS = 15;
const KEY_WORD = 1;

/** A pattern of BY or GET: a key for each element, in the place of its `*`, and maybe a field of the hash there. */
export class KeyPattern {
  readonly #db: Database;
  /** `#`: the element itself. */
  readonly #isElement: boolean;
  readonly #star: number;
  readonly #prefix: Uint8Array;
  readonly #postfix: Uint8Array;
  readonly #field: ByteRange | undefined;
  readonly #hash = new HashValue();
  readonly #words = new Arguments(new Int32Array(2), new Int32Array(2));

  /** The pattern's bytes are kept. */
  constructor(db: Database, pattern: Uint8Array) {
    this.#db = db;
    this.#isElement = pattern.length === 1 && pattern[0] === HASH;
    this.#star = pattern.indexOf(STAR);
    const arrow = fieldArrow(pattern, this.#star + 1);
    this.#prefix = pattern.subarray(0, Math.max(0, this.#star));
    this.#postfix = pattern.subarray(this.#star + 1, arrow < 0 ? pattern.length : arrow);
    this.#field = arrow < 0 ? undefined : new ByteRange().set(pattern.slice(arrow + 2));
  }

  /** What the pattern gives for an element, until the next call; undefined when there is nothing. */
  lookUp(element: ByteRange): ByteRange | undefined {
    if (this.#isElement) return element;
    if (this.#star < 0) return undefined;
    this.#makeKey(element);
    if (this.#field === undefined) {
      const value = this.#db.readString(this.#words, KEY_WORD);
      return value === NOT_A_STRING ? undefined : value;
    }
    const address = this.#db.read(this.#words, KEY_WORD);
    if (address === 0 || (this.#db.kind(address) & TYPE_BITS) !== ValueType.hash) return undefined;
    const at = this.#hash.open(this.#db, address).find(this.#field);
    return at === -1 ? undefined : this.#hash.value(at);
  }

  #makeKey(element: ByteRange): void {
    const words = this.#words;
    const prefix = this.#prefix.length;
    const postfix = this.#postfix.length;
    const length = prefix + element.length + postfix;
    if (words.u8.length < length) {
      words.u8 = new Uint8Array(length * 2);
      words.dv = new DataView(words.u8.buffer);
    }
    const { u8, dv } = words;
    u8.set(this.#prefix);
    copyBytes(element.u8, element.dv, element.start, u8, dv, prefix, element.length);
    u8.set(this.#postfix, prefix + element.length);
    words.lengths[KEY_WORD] = length;
  }
}

/** Where `->` stands in front of a field's name; -1 when it doesn't. */
function fieldArrow(pattern: Uint8Array, from: number): number {
  if (from === 0) return -1;
  for (let at = from; at + 2 < pattern.length; at++) {
    if (pattern[at] === MINUS && pattern[at + 1] === GREATER) return at;
  }
  return -1;
}
