import { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { isCalled } from '../base/name-map.ts';
import type { CommandRow } from '../command/row.ts';
import type { Wait } from '../command/wait.ts';
import type { ValueType } from '../keyspace/entry.ts';
import type { Timed } from './deadlines.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

/** Objects of a blocked call, of each word beside its bytes, and of a key with its queue: estimates. */
const CALL_BYTES = 1200;
const WORD_BYTES = 8;
const KEY_BYTES = 240;

/** A call that has not found what it asked for: its words in memory of their own, so that it can be run again. */
export class Waiter implements Timed {
  readonly session: Session;
  readonly row: CommandRow;
  readonly args: Arguments;
  readonly wait: Wait;
  /** CLIENT REPLY OFF or SKIP held when it came. */
  readonly muted: boolean;
  /** By the monotonic clock; Infinity when it waits for ever. Running again doesn't change it. */
  readonly deadlineMs: number;
  heapIndex = -1;
  /** Where it stands in the queues of its keys; empty while it is being run again. */
  places: Place[] = [];
  /** How long its runs took so far: the time of the call, which its waiting is not. */
  spentMs = 0;
  /** Memory that it holds. */
  readonly bytes: number;

  constructor(
    session: Session,
    request: { readonly row: CommandRow; readonly args: Arguments },
    { wait, nowMs }: { readonly wait: Wait; readonly nowMs: number },
  ) {
    this.session = session;
    this.row = request.row;
    this.args = Arguments.copyOf(request.args);
    this.wait = wait;
    this.muted = session.is(SessionState.muted) && session.replyMode !== 'on';
    this.deadlineMs = wait.timeoutMs === 0 ? Infinity : nowMs + wait.timeoutMs;
    const keys = wait.keys?.count ?? 0;
    this.bytes = CALL_BYTES + this.args.u8.length + WORD_BYTES * this.args.count + KEY_BYTES * keys;
  }
}

/** Where a waiter stands in the queue for one of its keys. */
export interface Place {
  readonly waiter: Waiter;
  readonly queue: KeyQueue;
  ahead: Place | undefined;
  behind: Place | undefined;
}

/** Those who wait for a value of one type under one key, in the order in which they came. */
export class KeyQueue {
  readonly database: number;
  readonly type: ValueType;
  /** One character per byte: a string takes a fifth of an array of bytes. */
  readonly key: string;
  readonly hash: number;
  first: Place | undefined;
  last: Place | undefined;
  length = 0;
  /** How many of them want to hear when the value goes. */
  endingWithKey = 0;
  /** Is among those to be served. */
  isReady = false;
  /** Another queue with the same hash. */
  next: KeyQueue | undefined;

  constructor(
    database: number,
    type: ValueType,
    key: { readonly text: string; readonly hash: number },
  ) {
    this.database = database;
    this.type = type;
    this.key = key.text;
    this.hash = key.hash;
  }

  isOf(database: number, key: ByteRange): boolean {
    return this.database === database && isCalled(this.key, key);
  }
}
