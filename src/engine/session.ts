import type { User } from '../access/user.ts';
import type { CommandRow } from '../command/row.ts';
import type { CallSession } from '../command/session.ts';
import type { Database } from '../keyspace/database.ts';
import type { Reply } from '../resp/reply.ts';
import type { ListenerPolicy } from '../settings/listen-settings.ts';
import { SessionState, WAITING } from './session-state.ts';
import type { SessionTracking } from './session-tracking.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Transaction } from './transaction.ts';
import type { WatchedKey } from './watched-key.ts';

/** What a session needs of whatever carries its bytes. */
export interface SessionLink {
  readonly kind: 'tcp' | 'tls' | 'unix' | 'in-process';
  /** As CLIENT LIST shows them: `127.0.0.1:50000`, `/path:0`. */
  readonly address: string;
  readonly localAddress: string;
  /** The address without its port: what source rules and the AUTH throttle judge. */
  readonly source: string;
  /** Of the listener that it came through; undefined when that has none. */
  readonly policy?: ListenerPolicy | undefined;
  readonly fd: number;
  /** From loopback or over a Unix socket: what `enable-debug-command local` means. */
  readonly isLocal: boolean;
  /** Bytes that wait for the client to read them. */
  readonly outputBytes: number;
  /** Memory of what has been read and not served. */
  readonly queryBytes: number;
  /** Of it, bytes that have come, and room for those that are to come. */
  readonly queryFilledBytes: number;
  readonly queryFreeBytes: number;
  /** Sends something outside of the session's own turn: a late reply, a push. */
  send(write: (reply: Reply) => void): void;
  /** Sends what a writer of messages holds behind `from`, which others may get as well: it is not copied. */
  push(writer: Reply, from: number): void;
  /** The session has logged in. */
  authenticated(): void;
  /** Goes on with what the session had sent while it was suspended. */
  proceed(): void;
  /** Ends the connection: after the replies written so far, or at once. */
  close(when: 'after-replies' | 'now'): void;
}

/** Rough size of a connection's own objects: the platform cannot tell the real one. */
const SESSION_BYTES = 2048;

/** CLIENT REPLY: what becomes of the replies. */
export type ReplyMode = 'on' | 'off' | 'skip-next' | 'skip';

/** One client: who it is, where it stands, what it has queued. */
export class Session implements CallSession {
  readonly id: number;
  readonly link: SessionLink;
  readonly createdMs: number;
  /** Since when nobody is logged in here: the start of the deadline before AUTH. RESET begins it anew. */
  strangerSinceMs: number;
  /** Bits of `SessionState`; 0 takes the short way. */
  state = SessionState.unauthenticated;
  /** Rights; before authentication those of `default`. */
  user: User;
  db: Database;
  resp3 = false;
  name = '';
  libraryName = '';
  libraryVersion = '';
  transaction: Transaction | undefined;
  /** Keys of this session under WATCH, and whether one of them has changed. */
  watches: Set<WatchedKey> | undefined;
  watchBroken = false;
  /** Memory of the watched keys (watch.ts). */
  watchBytes = 0;
  /** Memory of the call that waits for a key (blocking.ts). */
  blockedBytes = 0;
  /** Kept by the hub (pubsub-hub.ts); undefined as long as there is none. */
  subscriptions: Subscriptions | undefined;
  /** Kept by src/engine/tracking.ts; undefined as long as it tracks nothing. */
  tracking: SessionTracking | undefined;
  /** Messages that it has got unasked since everything sent to it had been read. */
  unaskedBytes = 0;
  replyMode: ReplyMode = 'on';
  noEvict = false;
  lastActiveMs: number;
  /** The last command that ran, for CLIENT LIST. */
  lastRow: CommandRow | undefined;
  inputBytes = 0;
  outputBytesTotal = 0;
  commandsTotal = 0;
  /** Set while EXEC runs the queue. */
  executing = false;

  constructor(
    id: number,
    link: SessionLink,
    start: { readonly user: User; readonly db: Database; readonly nowMs: number },
  ) {
    this.id = id;
    this.link = link;
    this.user = start.user;
    this.db = start.db;
    this.createdMs = this.strangerSinceMs = this.lastActiveMs = start.nowMs;
  }

  get databaseIndex(): number {
    return this.db.index;
  }

  get nowMs(): number {
    return this.db.world.nowMs;
  }

  get userName(): string {
    return this.user.name;
  }

  /** Memory that the session holds beside the data: unfinished input, unread output, queued or blocked calls, watches, subscriptions, tracking. */
  get heldBytes(): number {
    const { link, transaction } = this;
    const ofLink = SESSION_BYTES + link.queryBytes + link.outputBytes;
    return ofLink + (transaction?.bytes ?? 0) + this.#rememberedBytes;
  }

  /** Of it, what the JavaScript heap holds, which is small: no requests and no replies, but all that is remembered. */
  get heapBytes(): number {
    return (this.transaction?.heapBytes ?? 0) + this.#rememberedBytes;
  }

  get #rememberedBytes(): number {
    const { blockedBytes, watchBytes, subscriptions, tracking } = this;
    return blockedBytes + watchBytes + (subscriptions?.bytes ?? 0) + (tracking?.bytes ?? 0);
  }

  /**
   * Which row of `client-output-buffer-limit` counts. MONITOR is fed without asking as a subscriber is; in Redis it has
   * the limit of ordinary clients, which is none.
   */
  get outputClass(): 'normal' | 'pubsub' {
    return this.is(SessionState.subscribed | SessionState.monitor) ? 'pubsub' : 'normal';
  }

  /** Whoever waits for something isn't idle. */
  get mayIdleOut(): boolean {
    return !this.is(SessionState.subscribed | SessionState.monitor | WAITING);
  }

  get authenticated(): boolean {
    return (this.state & SessionState.unauthenticated) === 0;
  }

  get denyBlocking(): boolean {
    return this.executing;
  }

  is(state: number): boolean {
    return (this.state & state) !== 0;
  }

  enter(state: number): void {
    this.state |= state;
  }

  leave(state: number): void {
    this.state &= ~state;
  }

  /** Lets the session act as a user, who has proved who he is (or needs no proof). */
  authenticate(user: User): void {
    this.user = user;
    if (this.authenticated) return;
    this.leave(SessionState.unauthenticated);
    this.link.authenticated();
  }
}
