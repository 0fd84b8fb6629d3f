import type { ByteRange } from '../base/byte-range.ts';
import type { Random } from '../base/random.ts';
import type { Database } from '../keyspace/database.ts';
import { AddressSet } from './address-set.ts';
import { MemberWalk } from './member-walk.ts';

/** Of a big collection, a greater part than one of so many is chosen by going through it once. */
const PART = 3;

type Mode = 'all in turn' | 'drawn once' | 'drawn again and again';

/** Random members of a set or a sorted set, or fields of a hash, however it is kept. It must not change meanwhile. */
export class MemberSample {
  readonly #walk = new MemberWalk();
  #random: Random | undefined;
  #mode: Mode = 'all in turn';
  /** Members still to be given. */
  #wanted = 0;
  /** Members that the walk has not come to. */
  #ahead = 0;
  #drawn: AddressSet | undefined;

  /** So many members, no more than there are, each once: every choice of them is as likely as another. */
  openDistinct(db: Database, address: number, count: number): this {
    this.#open(db, address);
    const { size, members } = this.#walk;
    this.#wanted = Math.min(count, size);
    this.#ahead = size;
    const isPart = members !== undefined && count * PART <= size;
    this.#mode = isPart ? 'drawn once' : 'all in turn';
    this.#drawn = isPart ? new AddressSet(count) : undefined;
    return this;
  }

  /** So many draws of one member. */
  openRepeated(db: Database, address: number, count: number): this {
    this.#open(db, address);
    this.#wanted = count;
    this.#mode = 'drawn again and again';
    return this;
  }

  get text(): ByteRange {
    return this.#walk.text;
  }

  get value(): ByteRange {
    return this.#walk.value;
  }

  /** The score of a member of a sorted set. */
  get score(): number {
    return this.#walk.score;
  }

  /** What the walk calls the member: see `MemberWalk.at`. */
  get at(): number {
    return this.#walk.at;
  }

  /** Goes on to another one. False when all have been given. */
  next(): boolean {
    const random = this.#random;
    if (this.#wanted === 0 || random === undefined) return false;
    if (this.#mode === 'all in turn') this.#select(random);
    else {
      do this.#walk.jump(random);
      while (this.#drawn !== undefined && !this.#drawn.add(this.#walk.at));
    }
    this.#wanted--;
    return true;
  }

  #open(db: Database, address: number): void {
    this.#walk.open(db, address);
    this.#random = db.world.random;
    this.#drawn = undefined;
  }

  /** Takes the next member with the chance that as many as are wanted will be taken of all that are ahead. */
  #select(random: Random): void {
    do this.#walk.next();
    while (random.below(this.#ahead--) >= this.#wanted);
  }
}
