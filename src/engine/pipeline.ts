import { Arguments } from '../base/arguments.ts';
import { ARGUMENTS_MAX } from '../base/limits.ts';
import { Errors } from '../command/errors.ts';
import { RareLine } from '../observe/rare-line.ts';
import { PartialRequest } from '../resp/partial-request.ts';
import type { RequestLimits } from '../resp/protocol-error.ts';
import type { Reply } from '../resp/reply.ts';
import { AHEAD_MAX, RequestParser } from '../resp/request-parser.ts';
import { judgeInline } from './cross-protocol.ts';
import type { Engine } from './engine.ts';
import type { Session } from './session.ts';
import { SessionState, WAITING } from './session-state.ts';

/** States in which nothing more of a session's input is read for now, or ever. */
const STOPPED = WAITING | SessionState.closing;

/** Where a connection's input and output stand; one per connection. */
export interface Stream {
  readonly session: Session;
  /** A request that came only in part. */
  partial: PartialRequest | undefined;
  /** Called when much has been written: sends it, so that a long pipeline doesn't pile up replies. */
  flush(): void;
}

/** Replies of one pipeline that may pile up before they are sent. */
const FLUSH_BYTES = 512 * 1024;
/** As Redis, so that a page full of requests doesn't fill the log. */
const ATTACK_WARNING_EVERY_MS = 60_000;

/**
 * From bytes to calls. Up to 16 requests are parsed ahead, hashed and their index slots and entries touched before the
 * first runs, which hides the memory's latency (measured: 15 to 20% at 5 million keys). They still run one by one,
 * and everything is checked as if they had come one by one.
 */
export class Pipeline {
  readonly #engine: Engine;
  readonly #reply: Reply;
  readonly #parser = new RequestParser();
  readonly #args: Arguments;
  readonly #hashes = new Int32Array(AHEAD_MAX);
  readonly #addresses = new Int32Array(AHEAD_MAX);
  /** Keeps the touching loads alive: V8 drops reads whose result nobody uses. */
  touched = 0;
  #lastBytes: Uint8Array | undefined;
  #lastView: DataView = new DataView(new ArrayBuffer(0));
  readonly #parse: { most: number; limits: RequestLimits };
  readonly #attackWarning: RareLine;

  constructor(engine: Engine, reply: Reply) {
    this.#engine = engine;
    this.#reply = reply;
    this.#args = new Arguments(this.#parser.starts, this.#parser.lengths);
    this.#attackWarning = new RareLine(engine.log, ATTACK_WARNING_EVERY_MS);
    this.#parse = { most: AHEAD_MAX, limits: this.#limits(true) };
  }

  /** Serves what is complete in `u8[from .. to)`; returns where it stopped, before `to` only when the session did. */
  consume(stream: Stream, u8: Uint8Array, from: number, to: number): number {
    const { session } = stream;
    this.#engine.timer.start();
    if (stream.partial?.complete === true && !this.#servePartial(stream, stream.partial))
      return from;
    let at = from;
    while (at < to && !session.is(STOPPED)) {
      const before = at;
      at = stream.partial === undefined ? this.#consumeWhole(stream, u8, at, to) : at;
      if (at === before || stream.partial !== undefined) {
        if (session.is(STOPPED) || at >= to) break;
        at = this.#consumePartial(stream, u8, at, to);
      }
      if (this.#reply.at > FLUSH_BYTES) stream.flush();
    }
    this.#engine.settle();
    return at;
  }

  /** Whole requests, until the input, the batch or the session ends. Returns `from` when there is none. */
  #consumeWhole(stream: Stream, u8: Uint8Array, from: number, to: number): number {
    const { session } = stream;
    const parser = this.#parser;
    const parse = this.#parse;
    // Before AUTH one at a time: a successful AUTH lifts the limits for what follows it.
    const authenticated = session.authenticated;
    parse.most = authenticated ? AHEAD_MAX : 1;
    parse.limits = this.#limits(authenticated);
    const parsed = parser.parse(u8, from, to, parse);
    if (parsed === 0) return from;
    const args = this.#args;
    this.#point(args, u8);
    if (parsed > 1) this.#touchAhead(session, args, parsed);
    else args.hashedWord = 0;
    let at = from;
    for (let i = 0; i < parsed; i++) {
      args.first = parser.firsts[i]!;
      args.count = parser.counts[i]!;
      if (parsed > 1) {
        args.hash = this.#hashes[i]!;
        args.hashedWord = 1;
      }
      if (parser.inlines[i] !== 0 && !this.#admitsInline(session, args)) return parser.ends[i]!;
      if (this.#engine.serve(session, args) === 'postponed') return this.#postpone(session, at);
      session.commandsTotal++;
      at = parser.ends[i]!;
      if ((session.state & STOPPED) !== 0) {
        // A call that waits is counted when it is over.
        if (session.is(SessionState.blocked)) session.commandsTotal--;
        return at;
      }
      if (this.#reply.at > FLUSH_BYTES) stream.flush();
    }
    return at;
  }

  /** The careful way, for one request. Its bytes are taken even when it has to wait: the partial request holds them. */
  #consumePartial(stream: Stream, u8: Uint8Array, from: number, to: number): number {
    const { session } = stream;
    const limits = this.#limits(session.authenticated);
    const partial = (stream.partial ??= new PartialRequest());
    const at = partial.feed(u8, from, to, limits);
    if (partial.error !== undefined) {
      this.#reply.error(`ERR ${partial.error}`);
      session.enter(SessionState.closing);
      session.link.close('after-replies');
      stream.partial = undefined;
      return at;
    }
    if (partial.complete) this.#servePartial(stream, partial);
    return at;
  }

  #servePartial(stream: Stream, partial: PartialRequest): boolean {
    const { session } = stream;
    stream.partial = undefined;
    const args = partial.arguments();
    if (args.count === 0) return true;
    if (partial.inline && !this.#admitsInline(session, args)) return true;
    if (this.#engine.serve(session, args) !== 'postponed') {
      if (!session.is(SessionState.blocked)) session.commandsTotal++;
      return true;
    }
    // The whole request waits; it is served first when the session goes on.
    stream.partial = partial;
    session.enter(SessionState.postponed);
    return false;
  }

  /** Ends the connection of whoever speaks another protocol (attack row "cross-protocol"). */
  #admitsInline(session: Session, args: Arguments): boolean {
    const verdict = judgeInline(args, session.authenticated);
    if (verdict === 'served') return true;
    session.enter(SessionState.closing);
    if (verdict === 'refused') {
      this.#engine.refuse(session, Errors.noAuth);
      session.link.close('after-replies');
      return false;
    }
    this.#warnOfAttack(session);
    session.link.close('now');
    return false;
  }

  #warnOfAttack({ link }: Session): void {
    this.#attackWarning.line(
      this.#engine.world.nowMs,
      'warning',
      'Possible SECURITY ATTACK detected: HTTP came to this port, as when a web page makes a browser send commands ' +
        `(cross-protocol scripting). The connection from ${link.address} was aborted.`,
    );
  }

  #postpone(session: Session, at: number): number {
    session.enter(SessionState.postponed);
    return at;
  }

  /** Hashes the first keys of all requests, then loads what their lookups will need, all together. */
  #touchAhead(session: Session, args: Arguments, parsed: number): void {
    const { hasher } = this.#engine.world;
    const { firsts, counts, starts, lengths } = this.#parser;
    const { dv } = args;
    const hashes = this.#hashes;
    let keyed = 0;
    for (let i = 0; i < parsed; i++) {
      if (counts[i]! < 2) continue;
      const word = firsts[i]! + 1;
      hashes[i] = hasher.hash(dv, starts[word]!, lengths[word]!);
      keyed++;
    }
    if (keyed > 1) this.touched = session.db.table.touch(hashes, this.#addresses, parsed);
  }

  #point(args: Arguments, u8: Uint8Array): void {
    if (u8 !== this.#lastBytes) {
      this.#lastBytes = u8;
      this.#lastView = new DataView(u8.buffer, u8.byteOffset, u8.byteLength);
    }
    args.u8 = u8;
    args.dv = this.#lastView;
  }

  #limits(authenticated: boolean): RequestLimits {
    const { limits, protocol } = this.#engine.settings;
    if (authenticated) {
      this.#loose.bulkBytesMax = protocol.protoMaxBulkBytes;
      return this.#loose;
    }
    this.#tight.wordsMax = limits.preauthMaxArguments;
    this.#tight.bulkBytesMax = limits.preauthBulkBytes;
    return this.#tight;
  }

  readonly #loose = { wordsMax: ARGUMENTS_MAX, bulkBytesMax: 0, authenticated: true };
  readonly #tight = { wordsMax: 0, bulkBytesMax: 0, authenticated: false };
}
