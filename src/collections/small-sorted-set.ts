import { ByteRange } from '../base/byte-range.ts';
import { compareRanges } from '../base/compare-ranges.ts';
import { parseDouble } from '../base/double.ts';
import { DOUBLE_TEXT_BYTES, writeDouble } from '../base/double-text.ts';
import { parsePlainDecimal } from '../base/plain-decimal.ts';
import type { Database } from '../keyspace/database.ts';
import { kindOf, ValueType } from '../keyspace/entry.ts';
import type { BigSortedSet } from './big-sorted-set.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  elementInteger,
  PACK_END,
  PackedElement,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';
import { Pack } from './pack.ts';
import { type Bound, NO_TEXT } from './score-bound.ts';

/** Type and encoding of an entry that is a small sorted set. */
export const SMALL_SORTED_SET = kindOf(ValueType.zset, 0);

/**
 * A small sorted set: a listpack of members, each followed by its score, in order. `find` and `seekRank` leave it standing
 * at a member; every change makes it stand nowhere.
 */
export class SmallSortedSet {
  readonly pack = new Pack();
  readonly #member = new PackedElement();
  readonly #scoreText = new PackedElement();
  readonly #memberWriter = new ElementWriter();
  readonly #scoreWriter = new ElementWriter();
  readonly #written = new ByteRange().set(new Uint8Array(DOUBLE_TEXT_BYTES));
  /** Where it stands: the member's element, the pack's end behind the last. */
  at = 0;
  rank = 0;

  open(db: Database, address: number): this {
    this.pack.open(db, address);
    return this;
  }

  get size(): number {
    return this.pack.count >>> 1;
  }

  /** Stands at the member. False when there is none, and then it stands nowhere. */
  find(text: ByteRange): boolean {
    this.at = this.pack.find(this.pack.first, text, 2);
    return this.at >= 0;
  }

  /** The member where it stands, until the next call. */
  get member(): ByteRange {
    return this.pack.read(this.at, this.#member);
  }

  /** Its score. */
  get score(): number {
    return this.#scoreAt(this.pack.next(this.at));
  }

  /** Makes `rank` true for where it stands. */
  countRank(): void {
    const { pack, at } = this;
    let rank = 0;
    for (let here = pack.first; here < at; here = pack.next(pack.next(here))) rank++;
    this.rank = rank;
  }

  seekRank(rank: number): void {
    const at = this.pack.seek(2 * rank);
    this.at = at < 0 ? this.pack.end : at;
    this.rank = rank;
  }

  next(): void {
    this.at = this.pack.next(this.pack.next(this.at));
    this.rank++;
  }

  /** From the first it doesn't move. */
  previous(): void {
    if (this.rank === 0) return;
    this.at = this.pack.previous(this.pack.previous(this.at));
    this.rank--;
  }

  /** How many come before a bound (see score-bound.ts). */
  countBefore(bound: Bound, score: number, text = NO_TEXT): number {
    const { pack } = this;
    let count = 0;
    this.at = pack.first;
    for (; !pack.isEnd(this.at); this.at = pack.next(pack.next(this.at))) {
      if (!this.#isBefore(bound, score, text)) break;
      count++;
    }
    return count;
  }

  /** Stands where a member with this score belongs. */
  seekPlace(score: number, text: ByteRange): void {
    const { pack } = this;
    this.at = pack.first;
    for (this.rank = 0; !pack.isEnd(this.at); this.rank++) {
      const scoreAt = pack.next(this.at);
      const own = this.#scoreAt(scoreAt);
      if (own > score || (own === score && compareRanges(this.member, text) > 0)) return;
      this.at = pack.next(scoreAt);
    }
  }

  /** Puts a new member in. Throws `OutOfMemory` with nothing changed. Returns where the entry is now. */
  add(text: ByteRange, score: number): number {
    this.seekPlace(score, text);
    return this.#insert(text, score);
  }

  /** Gives the member that `find` has found another score. Throws as `add` does. */
  rescore(text: ByteRange, score: number): number {
    const { pack } = this;
    const old = this.at;
    const oldScore = pack.next(old);
    const after = pack.next(oldScore);
    this.seekPlace(score, text);
    const { at } = this;
    if (at === old || at === after) return this.#writeScore(oldScore, after, score);
    const offset = old - pack.start;
    const grown = -pack.length;
    this.#insert(text, score);
    const from = pack.start + offset + (at < old ? grown + pack.length : 0);
    pack.splice(from, after - old, 0, -2);
    return pack.address;
  }

  /** Takes out members from where it stands on. Not all of them: then the entry must go. */
  cut(count: number): number {
    const { pack, at } = this;
    let end = at;
    for (let i = 0; i < 2 * count; i++) end = pack.next(end);
    pack.splice(at, end - at, 0, -2 * count);
    return pack.address;
  }

  /** Bytes of a pack with this member alone. */
  firstBytes(text: ByteRange, score: number): number {
    return (
      EMPTY_PACK_BYTES + this.#memberWriter.of(text) + this.#scoreWriter.of(this.#textOf(score))
    );
  }

  /** Fills an entry that was made for as many bytes as `firstBytes` said. */
  writeFirst(db: Database, address: number): void {
    const { u8, dv, start, length } = db.value(address);
    writeEmptyPack(dv, start);
    const after = this.#memberWriter.write(u8, dv, start + EMPTY_PACK_BYTES - 1);
    const end = this.#scoreWriter.write(u8, dv, after);
    dv.setUint8(end, PACK_END);
    dv.setUint32(start, length, true);
    writePackCount(dv, start, 2);
  }

  /** Bytes of a pack with the members of a big set. */
  bytesOf(big: BigSortedSet): number {
    const { index, members, size } = big;
    let bytes = EMPTY_PACK_BYTES;
    index.seekRank(0);
    for (let i = 0; i < size; i++) {
      bytes += this.#memberWriter.of(members.key(index.address));
      bytes += this.#scoreWriter.of(this.#textOf(index.score));
      index.next();
    }
    return bytes;
  }

  /** Fills an entry that was made for as many bytes as `bytesOf` said. */
  fill(db: Database, address: number, big: BigSortedSet): void {
    const { index, members, size } = big;
    const { u8, dv, start, length } = db.value(address);
    writeEmptyPack(dv, start);
    let at = start + EMPTY_PACK_BYTES - 1;
    index.seekRank(0);
    for (let i = 0; i < size; i++) {
      this.#memberWriter.of(members.key(index.address));
      at = this.#memberWriter.write(u8, dv, at);
      this.#scoreWriter.of(this.#textOf(index.score));
      at = this.#scoreWriter.write(u8, dv, at);
      index.next();
    }
    dv.setUint8(at, PACK_END);
    dv.setUint32(start, length, true);
    writePackCount(dv, start, 2 * size);
  }

  #isBefore(bound: Bound, score: number, text: ByteRange): boolean {
    if (bound === 'score') return this.score < score;
    if (bound === 'score-over') return this.score <= score;
    const order = compareRanges(this.member, text);
    return order < 0 || (order === 0 && bound === 'name-over');
  }

  #insert(text: ByteRange, score: number): number {
    const { pack } = this;
    const memberBytes = this.#memberWriter.of(text);
    const scoreBytes = this.#scoreWriter.of(this.#textOf(score));
    const at = pack.splice(this.at, 0, memberBytes + scoreBytes, 2);
    this.#memberWriter.write(pack.u8, pack.dv, at);
    this.#scoreWriter.write(pack.u8, pack.dv, at + memberBytes);
    return pack.address;
  }

  #writeScore(from: number, end: number, score: number): number {
    const { pack } = this;
    const bytes = this.#scoreWriter.of(this.#textOf(score));
    const at = pack.splice(from, end - from, bytes, 0);
    this.#scoreWriter.write(pack.u8, pack.dv, at);
    return pack.address;
  }

  /** As Redis 7.2 keeps a score: an integer where it is one, so -0 loses its sign. */
  #textOf(score: number): ByteRange {
    const text = this.#written;
    text.length = writeDouble(text.u8, 0, score === 0 ? 0 : score);
    return text;
  }

  #scoreAt(at: number): number {
    const integer = elementInteger(this.pack.dv, at);
    return Number.isFinite(integer) ? integer : scoreOf(this.pack.read(at, this.#scoreText));
  }
}

/** A score from the text that a pack has of it. */
export function scoreOf({ u8, start, length }: ByteRange): number {
  const plain = parsePlainDecimal(u8, start, length);
  return Number.isNaN(plain) ? parseDouble(u8, start, length) : plain;
}
