import type { ByteRange } from '../base/byte-range.ts';
import { toLatin1 } from '../base/bytes.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { ValueType } from '../keyspace/entry.ts';
import { KeyQueue, type Place, type Waiter } from './waiter.ts';

/** Types of values have four bits. */
const TYPES = 16;

/**
 * The queues of all keys that anybody waits for. Found by the hash of the key, so that asking whether a changed key is
 * waited for allocates nothing.
 */
export class WaitingKeys {
  readonly #hasher: HalfSipHash;
  readonly #byHash = new Map<number, KeyQueue>();
  /** Keys that are waited for, in all databases. */
  keyCount = 0;
  /** Those of them whose end would be heard. */
  endingCount = 0;
  readonly #queuesOfType = new Int32Array(TYPES);
  #types = 0;

  constructor(hasher: HalfSipHash) {
    this.#hasher = hasher;
  }

  /** Changes of which types may concern anybody, a bit each; all, when somebody must hear that a key goes. */
  get types(): number {
    return this.endingCount > 0 ? -1 : this.#types;
  }

  /** All queues of the key, one a type, as a chain that may hold others, too. */
  chain(database: number, key: ByteRange): KeyQueue | undefined {
    return this.#byHash.get(this.#hash(database, key));
  }

  /** All queues of one database. */
  *of(database: number): Generator<KeyQueue> {
    for (const first of this.#byHash.values())
      for (let queue: KeyQueue | undefined = first; queue !== undefined; queue = queue.next)
        if (queue.database === database) yield queue;
  }

  /** Puts the waiter at the end of the queues of all its keys; of a key that is named twice, once. */
  enter(waiter: Waiter, key: ByteRange): void {
    const { keys } = waiter.wait;
    if (keys === undefined) return;
    const database = waiter.session.db.index;
    for (let word = keys.first; word < keys.first + keys.count; word++) {
      const queue = this.#queue(database, keys.type, waiter.args.range(word, key));
      if (queue.last?.waiter === waiter) continue;
      waiter.places.push(append(queue, waiter));
      if (keys.endsWithKey && queue.endingWithKey++ === 0) this.endingCount++;
    }
  }

  /** Takes the waiter out of all queues. */
  leave(waiter: Waiter): void {
    for (const place of waiter.places) {
      const { queue } = place;
      takeOut(place);
      if (waiter.wait.keys?.endsWithKey && --queue.endingWithKey === 0) this.endingCount--;
      if (queue.length === 0) this.#forget(queue);
    }
    waiter.places = [];
  }

  #queue(database: number, type: ValueType, key: ByteRange): KeyQueue {
    const hash = this.#hash(database, key);
    const chain = this.#byHash.get(hash);
    let isNewKey = true;
    for (let queue = chain; queue !== undefined; queue = queue.next) {
      if (!queue.isOf(database, key)) continue;
      if (queue.type === type) return queue;
      isNewKey = false;
    }
    if (isNewKey) this.keyCount++;
    const made = new KeyQueue(database, type, { text: toLatin1(key.view()), hash });
    made.next = chain;
    this.#countQueue(type, 1);
    this.#byHash.set(hash, made);
    return made;
  }

  #forget(queue: KeyQueue): void {
    this.#countQueue(queue.type, -1);
    const chain = this.#byHash.get(queue.hash);
    let kept: KeyQueue | undefined;
    let isLastOfKey = true;
    for (let each = chain; each !== undefined; ) {
      const { next } = each;
      if (each !== queue) {
        if (each.database === queue.database && each.key === queue.key) isLastOfKey = false;
        each.next = kept;
        kept = each;
      }
      each = next;
    }
    if (isLastOfKey) this.keyCount--;
    if (kept === undefined) this.#byHash.delete(queue.hash);
    else this.#byHash.set(queue.hash, kept);
  }

  #countQueue(type: ValueType, more: 1 | -1): void {
    const queues = this.#queuesOfType[type]! + more;
    this.#queuesOfType[type] = queues;
    if (queues === 0) this.#types &= ~(1 << type);
    else this.#types |= 1 << type;
  }

  #hash(database: number, key: ByteRange): number {
    return (this.#hasher.hash(key.dv, key.start, key.length) + database) | 0;
  }
}

function append(queue: KeyQueue, waiter: Waiter): Place {
  const place: Place = { waiter, queue, ahead: queue.last, behind: undefined };
  if (queue.last === undefined) queue.first = place;
  else queue.last.behind = place;
  queue.last = place;
  queue.length++;
  return place;
}

function takeOut({ queue, ahead, behind }: Place): void {
  if (ahead === undefined) queue.first = behind;
  else ahead.behind = behind;
  if (behind === undefined) queue.last = ahead;
  else behind.ahead = ahead;
  queue.length--;
}
