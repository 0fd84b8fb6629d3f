import { assert } from '../base/assert.ts';
import type { Pipeline, Stream } from '../engine/pipeline.ts';
import type { Session, SessionLink } from '../engine/session.ts';
import { SessionState, WAITING } from '../engine/session-state.ts';
import type { LogSink } from '../ports/log.ts';
import type { Socket, SocketHandler } from '../ports/network.ts';
import type { PartialRequest } from '../resp/partial-request.ts';
import type { Reply } from '../resp/reply.ts';
import type { ListenerPolicy } from '../settings/listen-settings.ts';
import type { ClientMemory } from './client-memory.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { KeptBytes } from './kept-bytes.ts';
import type { Turn } from './turn.ts';

/** Of a blocked client we go on reading, or we would not see it leave and would serve it in vain. */
const UNREAD = WAITING & ~SessionState.blocked;
/** What is read ahead of a session that waits otherwise: enough to see that its peer hangs up. */
const READ_AHEAD_BYTES = 16_384;
/** What a client's own buffer holds in Redis, which the limits of output don't count. */
const UNJUDGED_BYTES_MAX = 16_384;
/** First byte of a TLS record that carries a handshake: somebody speaks TLS to a plain port. */
const TLS_HANDSHAKE = 0x16;

/** What a connection shares with all others of its server. */
export interface ConnectionHost {
  readonly turn: Turn;
  readonly pipeline: Pipeline;
  readonly limits: ConnectionLimits;
  readonly memory: ClientMemory;
  readonly log: LogSink;
  /** The session has logged in. */
  authenticated(connection: Connection): void;
  /** The connection is being ended: nothing is to be taken out of the data for it any more. */
  ending(connection: Connection): void;
  /** The session is over: its watches, counts and place in the registry go. */
  closed(connection: Connection): void;
}

/** One client's socket: bytes in to the pipeline, replies out through the turn. */
export class Connection implements SocketHandler, SessionLink, Stream {
  partial: PartialRequest | undefined;
  /** Has replies waiting in the turn. */
  isQueued = false;
  lastPlace = 0;
  /** Counted among those who have not said who they are. */
  countsAsStranger = false;
  /** Since when the soft output limit has been exceeded; 0 when it isn't. */
  overSoftLimitSinceMs = 0;
  countedBytes = 0;
  isOverLimit = false;
  readonly socket: Socket;
  readonly policy: ListenerPolicy | undefined;
  readonly #host: ConnectionHost;
  #session: Session | undefined;
  /** What came while the session waited. */
  readonly #rest = new KeptBytes();
  /** When a sweep first saw it being ended; 0 before. */
  closingSeenMs = 0;
  #closing: 'no' | 'after-replies' | 'now' = 'no';
  #gone = false;
  /** The peer says no more, and a call of it is still at work. */
  #ended = false;

  constructor(socket: Socket, host: ConnectionHost, policy?: ListenerPolicy) {
    this.socket = socket;
    this.policy = policy;
    this.#host = host;
  }

  /** The session is made after the connection, because it needs to know it. */
  attach(session: Session): void {
    this.#session = session;
  }

  get session(): Session {
    assert(this.#session !== undefined, 'a connection is attached before it reads');
    return this.#session;
  }

  onBytes(bytes: Uint8Array, length: number): void {
    const { session } = this;
    if (session.inputBytes === 0 && bytes[0] === TLS_HANDSHAKE && this.kind !== 'tls') {
      this.close('now');
      return;
    }
    session.inputBytes += length;
    this.#host.turn.reads++;
    if (session.is(WAITING) || this.#rest.length > 0) {
      this.#rest.add(bytes.slice(0, length));
      this.#judgeRest();
      return;
    }
    const stopped = this.#consume(bytes, length);
    if (session.is(WAITING)) {
      this.#rest.add(bytes.slice(stopped, length));
      this.#judgeRest();
    }
    this.#judgeInput();
    session.lastActiveMs = this.#host.turn.nowMs;
  }

  onEnd(): void {
    // Elsewhere its call would have been done before the end was seen: who sends and then only listens gets the answer.
    if (this.session.is(SessionState.suspended)) this.#ended = true;
    else this.close('after-replies');
  }

  onDrain(): void {
    this.overSoftLimitSinceMs = 0;
  }

  onError(): void {
    this.#closing = 'now';
  }

  onClose(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#host.closed(this);
  }

  get kind(): 'tcp' | 'tls' | 'unix' {
    return this.socket.kind;
  }

  get address(): string {
    return this.kind === 'unix'
      ? `${this.socket.remoteAddress}:0`
      : endpoint(this.socket.remoteAddress, this.socket.remotePort);
  }

  get localAddress(): string {
    return this.kind === 'unix'
      ? `${this.socket.localAddress}:0`
      : endpoint(this.socket.localAddress, this.socket.localPort);
  }

  get source(): string {
    return this.socket.remoteAddress;
  }

  get isLocal(): boolean {
    return (
      this.kind === 'unix' ||
      this.socket.remoteAddress === '::1' ||
      this.socket.remoteAddress.startsWith('127.')
    );
  }

  get fd(): number {
    return this.socket.fd;
  }

  get outputBytes(): number {
    return this.socket.pendingBytes;
  }

  get queryBytes(): number {
    return (this.partial?.bytesHeld ?? 0) + this.#rest.length;
  }

  get queryFilledBytes(): number {
    return (this.partial?.bytesFilled ?? 0) + this.#rest.length;
  }

  get queryFreeBytes(): number {
    return this.partial?.bytesFree ?? 0;
  }

  send(write: (reply: Reply) => void): void {
    if (this.#gone) return;
    const { turn } = this.#host;
    if (turn.writesFor(this)) {
      write(turn.reply);
      return;
    }
    if (turn.busy) {
      const writer = this.session.resp3 ? turn.pushes.resp3 : turn.pushes.resp2;
      const from = writer.at;
      write(writer);
      turn.queuePush(this, writer, from);
      return;
    }
    turn.begin(this);
    turn.reply.resp3 = this.session.resp3;
    try {
      write(turn.reply);
    } catch (thrown) {
      this.#broken(thrown);
    } finally {
      turn.end();
    }
  }

  push(writer: Reply, from: number): void {
    if (this.#gone || this.#closing !== 'no') return;
    const { turn } = this.#host;
    if (turn.writesFor(this)) turn.reply.raw(writer.u8.subarray(from, writer.at));
    else turn.queuePush(this, writer, from);
  }

  authenticated(): void {
    this.#host.authenticated(this);
  }

  proceed(): void {
    if (this.#gone || this.#closing !== 'no') return;
    this.#consumeRest();
    if (this.session.is(UNREAD)) return;
    if (this.#ended) this.close('after-replies');
    else this.socket.resume();
  }

  close(when: 'after-replies' | 'now'): void {
    this.session.enter(SessionState.closing);
    this.#host.ending(this);
    if (when === 'now') {
      this.#closing = 'now';
      this.socket.destroy();
      return;
    }
    if (this.#closing !== 'no') return;
    this.#closing = 'after-replies';
    if (!this.isQueued && !this.#host.turn.writesFor(this)) this.socket.end();
  }

  get isClosing(): boolean {
    return this.#closing !== 'no';
  }

  /** Nothing is kept for it any more. */
  get isCutOff(): boolean {
    return this.#closing === 'now';
  }

  flush(): void {
    this.#host.turn.flushWriter();
  }

  /** Hands a range of bytes to the network; false when it keeps pointing at them. */
  transmit(bytes: Uint8Array, from: number, to: number): boolean {
    this.isQueued = false;
    if (to - from > UNJUDGED_BYTES_MAX || this.isOverLimit)
      this.#host.limits.checkReply(this, to - from);
    const taken = this.transmitPart(bytes, from, to);
    if (this.#closing === 'after-replies') this.socket.end();
    // What lies behind unread replies is copied, and so taken, and unread all the same.
    else if (!taken || this.socket.pendingBytes > 0) this.#checkOutput();
    return taken;
  }

  transmitPart(bytes: Uint8Array, from: number, to: number): boolean {
    this.session.outputBytesTotal += to - from;
    this.#host.turn.writes++;
    return this.#closing === 'now' ? true : this.socket.write(bytes, from, to);
  }

  #checkOutput(): void {
    const { limits, memory, turn } = this.#host;
    limits.checkOutput(this, turn.nowMs);
    if (memory.isLimited) memory.changed(this);
  }

  /** A bug of ours outside of any command: this connection can't go on, all others can. */
  #broken(thrown: unknown): void {
    this.#host.log.line('warning', `Internal error, closing ${this.address}: ${describe(thrown)}`);
    this.#host.turn.abandon();
    this.close('now');
  }

  #judgeRest(): void {
    // Bounded by the pause: a pipeline behind an AUTH that takes its time is not to be judged before it is over.
    if (!this.session.is(UNREAD)) this.#host.limits.checkQuery(this);
    else if (this.#rest.length > READ_AHEAD_BYTES) this.socket.pause();
  }

  /** What was kept, as far as the session goes; a request that waited itself is served even if nothing was. */
  #consumeRest(): void {
    const { session } = this;
    const rest = this.#rest;
    do {
      const piece = rest.takeFirst();
      const stopped = this.#consume(piece, piece.length);
      if (session.is(WAITING)) rest.putBack(piece.subarray(stopped));
      else if (this.isClosing) rest.clear();
    } while (rest.length > 0 && !session.is(WAITING));
    if (session.is(WAITING)) this.#judgeRest();
    this.#judgeInput();
  }

  /** Returns where the session stopped. */
  #consume(bytes: Uint8Array, length: number): number {
    const { turn, pipeline } = this.#host;
    turn.begin(this);
    let stopped = length;
    try {
      stopped = pipeline.consume(this, bytes, 0, length);
    } catch (thrown) {
      this.#broken(thrown);
    } finally {
      turn.end();
    }
    if (this.#closing === 'after-replies' && !this.isQueued) this.socket.end();
    return stopped;
  }

  #judgeInput(): void {
    const { limits, memory } = this.#host;
    if (this.partial !== undefined) limits.checkQuery(this);
    memory.judgeGrowth();
    if (memory.isLimited) memory.changed(this);
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
