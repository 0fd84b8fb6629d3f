import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { LateReply } from '../command/call.ts';
import type { ValueType } from '../keyspace/entry.ts';
import type { World } from '../keyspace/world.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import { Deadlines } from './deadlines.ts';
import type { Session } from './session.ts';
import { SessionState, WAITING } from './session-state.ts';
import type { KeyQueue, Waiter } from './waiter.ts';
import { WaitingKeys } from './waiting-keys.ts';

/** Node's timers end at once when they are longer. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** What blocking needs of the engine. */
export interface BlockingHost {
  readonly clock: Clock;
  readonly world: World;
  /** The type of the value under a key, undefined when there is none. */
  typeOf(database: number, key: ByteRange): ValueType | undefined;
  /** Runs a waiter's call once more: it answers, or waits again. */
  runAgain(waiter: Waiter): void;
  /** Ends a waiter's call with this reply. */
  answer(waiter: Waiter, write: LateReply): void;
  /** A key that somebody waits for is there: `serveReady` is to be called before anything else runs. */
  keysReady(): void;
  /** Memory that waiters hold has grown, or shrunk. */
  heldMore(bytes: number): void;
}

/**
 * Sessions whose call found nothing and waits for a key. Who came first is served first. A key becomes ready in the
 * middle of a call or transaction and is served when that is over, by running the waiter's call again, with all its
 * checks; that may make other keys ready, which are served in their turn.
 */
export class Blocking {
  readonly #host: BlockingHost;
  readonly #keys: WaitingKeys;
  readonly #deadlines = new Deadlines<Waiter>();
  /** Of each session the call that waits, also while it is being run again. */
  readonly #waiters = new Map<Session, Waiter>();
  readonly #key = new ByteRange();
  /** In the order in which they became ready. */
  #ready: KeyQueue[] = [];
  #serving = false;
  /** Sessions that wait no more and have not been told to go on. */
  #resumed: Session[] = [];
  #timer: Timer | undefined;
  #timerAtMs = Infinity;
  /** Told when other types are waited for. */
  onActivity: () => void = () => undefined;

  constructor(host: BlockingHost) {
    this.#host = host;
    this.#keys = new WaitingKeys(host.world.hasher);
  }

  /** The types of values that anybody waits for, a bit each: the change record asks only about those. */
  get types(): number {
    return this.#keys.types;
  }

  /** The call that this session waits with, also while it is being run again. */
  waiterOf(session: Session): Waiter | undefined {
    return this.#waiters.get(session);
  }

  /** For INFO. */
  get counts(): { readonly keys: number; readonly keysEnding: number; readonly timeouts: number } {
    const { keyCount, endingCount } = this.#keys;
    return { keys: keyCount, keysEnding: endingCount, timeouts: this.#deadlines.size };
  }

  /** The session waits from now on. One that has been served and found nothing goes to the end of the queues. */
  block(waiter: Waiter): void {
    const { session } = waiter;
    const { types } = this;
    session.enter(SessionState.blocked);
    session.blockedBytes = waiter.bytes;
    this.#waiters.set(session, waiter);
    this.#keys.enter(waiter, this.#key);
    this.#host.heldMore(waiter.bytes);
    if (waiter.deadlineMs !== Infinity) {
      this.#deadlines.add(waiter);
      this.#setTimer();
    }
    if (types !== this.types) this.onActivity();
  }

  /** CLIENT UNBLOCK: whether this session was waiting. */
  unblock(session: Session, how: 'timeout' | 'error'): boolean {
    const waiter = this.#waiters.get(session);
    if (waiter === undefined || !session.is(SessionState.blocked)) return false;
    this.#end(waiter, how === 'timeout' ? waiter.wait.onTimeout : unblocked);
    return true;
  }

  /** The session ends: nothing is taken out of the data for it any more. */
  forget(session: Session): void {
    const waiter = this.#waiters.get(session);
    if (waiter === undefined) return;
    if (session.is(SessionState.blocked)) this.#release(waiter);
    this.#waiters.delete(session);
  }

  /** A value of this type is under the key, or was until now. */
  valueChanged(database: number, key: ByteRange, type: ValueType): void {
    let queue = this.#keys.chain(database, key);
    for (; queue !== undefined; queue = queue.next) {
      if (queue.isReady || !queue.isOf(database, key)) continue;
      if (queue.type === type || queue.endingWithKey > 0) this.#makeReady(queue);
    }
  }

  /** FLUSHALL and SWAPDB. Which keys are there is asked when they are served. */
  databaseChanged(database: number, how: 'leaving' | 'arrived'): void {
    for (const queue of this.#keys.of(database))
      if (!queue.isReady && (how === 'arrived' || queue.endingWithKey > 0)) this.#makeReady(queue);
  }

  /** Serves whoever can be served, until no key is ready. */
  serveReady(): void {
    if (this.#serving) return;
    this.#serving = true;
    try {
      for (let i = 0; i < this.#ready.length; i++) {
        const queue = this.#ready[i]!;
        queue.isReady = false;
        this.#serve(queue);
      }
    } finally {
      // None are left but after a bug: then they must be found ready again.
      for (const queue of this.#ready) queue.isReady = false;
      this.#ready = [];
      this.#serving = false;
    }
  }

  #makeReady(queue: KeyQueue): void {
    queue.isReady = true;
    this.#ready.push(queue);
    this.#host.keysReady();
  }

  /** Each waiter once, even if it waits again: else two that never find anything would keep everybody busy. */
  #serve(queue: KeyQueue): void {
    for (let left = queue.length; left > 0 && queue.first !== undefined; left--) {
      if (!this.#hasValue(queue)) {
        this.#serveEnding(queue);
        return;
      }
      this.#runAgain(queue.first.waiter);
    }
  }

  #serveEnding(queue: KeyQueue): void {
    if (queue.endingWithKey === 0) return;
    const waiters: Waiter[] = [];
    for (let place = queue.first; place !== undefined; place = place.behind)
      if (place.waiter.wait.keys?.endsWithKey) waiters.push(place.waiter);
    for (const waiter of waiters) if (waiter.places.length > 0) this.#runAgain(waiter);
  }

  #hasValue(queue: KeyQueue): boolean {
    const key = this.#key.set(fromLatin1(queue.key));
    return this.#host.typeOf(queue.database, key) === queue.type;
  }

  #runAgain(waiter: Waiter): void {
    const { session } = waiter;
    this.#release(waiter);
    this.#host.runAgain(waiter);
    if (!session.is(SessionState.blocked)) this.#resume(session);
  }

  #end(waiter: Waiter, write: LateReply): void {
    this.#release(waiter);
    this.#host.answer(waiter, write);
    this.#resume(waiter.session);
  }

  #release(waiter: Waiter): void {
    const { types } = this;
    waiter.session.leave(SessionState.blocked);
    waiter.session.blockedBytes = 0;
    this.#keys.leave(waiter);
    this.#host.heldMore(-waiter.bytes);
    this.#deadlines.remove(waiter);
    if (this.#deadlines.size === 0) this.#stopTimer();
    if (types !== this.types) this.onActivity();
  }

  /** What the session has sent meanwhile is read in a turn of its own: somebody else's call may be running. */
  #resume(session: Session): void {
    const { clock, world } = this.#host;
    this.#waiters.delete(session);
    session.lastActiveMs = world.nowMs;
    this.#resumed.push(session);
    if (this.#resumed.length === 1) clock.soon(() => this.#proceed());
  }

  #proceed(): void {
    const resumed = this.#resumed;
    this.#resumed = [];
    for (const session of resumed) if (!session.is(WAITING)) session.link.proceed();
  }

  /** One timer for all, set to the earliest deadline; one that rings too early is set again. */
  #setTimer(): void {
    const { earliest } = this.#deadlines;
    if (earliest === undefined || this.#timerAtMs <= earliest.deadlineMs) return;
    const { clock } = this.#host;
    this.#timer?.cancel();
    const leftMs = Math.max(Math.ceil(earliest.deadlineMs - clock.monotonicMs()), 0);
    this.#timerAtMs = earliest.deadlineMs;
    this.#timer = clock.after(Math.min(leftMs, TIMER_MS_MAX), () => {
      this.#timer = undefined;
      this.#timerAtMs = Infinity;
      this.#endOverdue();
    });
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = Infinity;
  }

  #endOverdue(): void {
    const nowMs = this.#host.clock.monotonicMs();
    let { earliest } = this.#deadlines;
    while (earliest !== undefined && earliest.deadlineMs <= nowMs) {
      this.#end(earliest, earliest.wait.onTimeout);
      earliest = this.#deadlines.earliest;
    }
    this.#setTimer();
  }
}

const unblocked: LateReply = (reply) => {
  reply.error('UNBLOCKED client unblocked via CLIENT UNBLOCK');
};
