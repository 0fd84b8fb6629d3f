import type { ByteRange } from '../base/byte-range.ts';
import type { ValueType } from './entry.ts';

/** Classes of keyspace events, as bits of `notify-keyspace-events` (the letters are Redis's). */
export const EventClass = {
  keyspace: 1 << 0, // K
  keyevent: 1 << 1, // E
  generic: 1 << 2, // g
  string: 1 << 3, // $
  list: 1 << 4, // l
  set: 1 << 5, // s
  hash: 1 << 6, // h
  zset: 1 << 7, // z
  expired: 1 << 8, // x
  evicted: 1 << 9, // e
  stream: 1 << 10, // t
  keyMiss: 1 << 11, // m
  module: 1 << 13, // d
  new: 1 << 14, // n
} as const;

/** What happened to a key, in the words subscribers see. One constant per event; compare by identity. */
export interface KeyEvent {
  readonly eventClass: number;
  readonly name: string;
}

function event(eventClass: number, name: string): KeyEvent {
  return Object.freeze({ eventClass, name });
}

export const Events = {
  set: event(EventClass.string, 'set'),
  append: event(EventClass.string, 'append'),
  setRange: event(EventClass.string, 'setrange'),
  setBit: event(EventClass.string, 'setbit'),
  incrBy: event(EventClass.string, 'incrby'),
  decrBy: event(EventClass.string, 'decrby'),
  incrByFloat: event(EventClass.string, 'incrbyfloat'),
  lpush: event(EventClass.list, 'lpush'),
  rpush: event(EventClass.list, 'rpush'),
  lpop: event(EventClass.list, 'lpop'),
  rpop: event(EventClass.list, 'rpop'),
  lset: event(EventClass.list, 'lset'),
  linsert: event(EventClass.list, 'linsert'),
  lrem: event(EventClass.list, 'lrem'),
  ltrim: event(EventClass.list, 'ltrim'),
  sortStore: event(EventClass.list, 'sortstore'),
  zadd: event(EventClass.zset, 'zadd'),
  zincr: event(EventClass.zset, 'zincr'),
  zrem: event(EventClass.zset, 'zrem'),
  zremRangeByRank: event(EventClass.zset, 'zremrangebyrank'),
  zremRangeByScore: event(EventClass.zset, 'zremrangebyscore'),
  zremRangeByLex: event(EventClass.zset, 'zremrangebylex'),
  zpopMin: event(EventClass.zset, 'zpopmin'),
  zpopMax: event(EventClass.zset, 'zpopmax'),
  zrangeStore: event(EventClass.zset, 'zrangestore'),
  zunionStore: event(EventClass.zset, 'zunionstore'),
  zinterStore: event(EventClass.zset, 'zinterstore'),
  zdiffStore: event(EventClass.zset, 'zdiffstore'),
  hset: event(EventClass.hash, 'hset'),
  hdel: event(EventClass.hash, 'hdel'),
  hincrby: event(EventClass.hash, 'hincrby'),
  hincrbyfloat: event(EventClass.hash, 'hincrbyfloat'),
  sadd: event(EventClass.set, 'sadd'),
  srem: event(EventClass.set, 'srem'),
  spop: event(EventClass.set, 'spop'),
  sinterstore: event(EventClass.set, 'sinterstore'),
  sunionstore: event(EventClass.set, 'sunionstore'),
  sdiffstore: event(EventClass.set, 'sdiffstore'),
  del: event(EventClass.generic, 'del'),
  expire: event(EventClass.generic, 'expire'),
  persist: event(EventClass.generic, 'persist'),
  renameFrom: event(EventClass.generic, 'rename_from'),
  renameTo: event(EventClass.generic, 'rename_to'),
  moveFrom: event(EventClass.generic, 'move_from'),
  moveTo: event(EventClass.generic, 'move_to'),
  copyTo: event(EventClass.generic, 'copy_to'),
  restore: event(EventClass.generic, 'restore'),
  expired: event(EventClass.expired, 'expired'),
  evicted: event(EventClass.evicted, 'evicted'),
  new: event(EventClass.new, 'new'),
  keyMiss: event(EventClass.keyMiss, 'keymiss'),
  /** A change that counts and is propagated, but of which subscribers hear nothing: it is of no class. */
  untold: event(0, ''),
} as const;

/**
 * Who wants to hear of changes. All calls are synchronous and must not change data: the caller stands in the middle of a
 * change. Only `databaseChanged` may look keys up in ways that drop what has expired; the drops are told as always.
 */
export interface ChangeObserver {
  /** A key's value or existence changed: WATCH and client tracking. */
  keyChanged(database: number, key: ByteRange, event: KeyEvent): void;
  /** The same, for those who wait for a value of this type; said before the value goes. */
  valueChanged(database: number, key: ByteRange, type: ValueType): void;
  /** Something worth telling subscribers. */
  keyEvent(database: number, key: ByteRange, event: KeyEvent): void;
  /** A key went because its time was up or memory was short; replicas and the AOF must hear of it as DEL. */
  keyDropped(database: number, key: ByteRange, why: KeyEvent): void;
  /**
   * Everything in a database goes at once (FLUSHDB, FLUSHALL: said before), or comes from another (SWAPDB: said before
   * and after), so that the observer can ask which keys are there.
   */
  databaseChanged(database: number, how: 'leaving' | 'arrived'): void;
  /** FLUSHDB or FLUSHALL, told once after `databaseChanged`, and before anything has gone: client tracking. */
  flushed(): void;
}

/** Which calls of the observer are wanted now: one integer, tested once per change. */
export const Interest = { keys: 1, events: 2, drops: 4, values: 8 } as const;

/**
 * The one record of what calls change. The keyspace writes it; WATCH, dirty counts, notifications, tracking, and
 * later AOF and replicas read it, so no command repeats those duties.
 */
export class Changes {
  /** Changes since the last save; commands count by how much it grew. */
  dirty = 0;
  /** Bits of `Interest`. 0 costs one test per change. */
  interest = 0;
  /** The event classes that anybody may hear of: `notify-keyspace-events`. */
  eventClasses = 0;
  /** The types of values that anybody waits for, a bit each (`Interest.values`). */
  waitedTypes = 0;
  observer: ChangeObserver | undefined;
}
