import type { ByteRange } from '../base/byte-range.ts';
import type { Database } from '../keyspace/database.ts';
import { ValueType } from '../keyspace/entry.ts';
import { MemberWalk } from './member-walk.ts';

const TYPE_BITS = 15;

/**
 * Goes through the members of a sorted set or of a set, each of which counts as 1, in no order. The collection must not
 * change meanwhile. One object serves many.
 */
export class ScoredWalk {
  readonly members = new MemberWalk();
  #hasScores = false;

  open(db: Database, address: number): this {
    this.members.open(db, address);
    this.#hasScores = (db.kind(address) & TYPE_BITS) === ValueType.zset;
    return this;
  }

  /** Goes on to the next member. False after the last. */
  next(): boolean {
    return this.members.next();
  }

  /** The member, until the following one. */
  get text(): ByteRange {
    return this.members.text;
  }

  get score(): number {
    return this.#hasScores ? this.members.score : 1;
  }
}
