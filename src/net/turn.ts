import type { PushWriters } from '../engine/broadcast.ts';
import type { Clock } from '../ports/clock.ts';
import { Reply } from '../resp/reply.ts';

const BUFFER_BYTES = 1 << 20;
const PUSH_BUFFER_BYTES = 1 << 16;
/** What a buffer may have grown by and still be used again: the smallest step of a `Reply`. */
const GROWN_BYTES = 1 << 20;
/** Messages that may wait for the end of the poll phase. */
const PUSHED_BYTES_MAX = 1 << 20;
/** Pieces of one connection that are put together for one write; larger ones are worth a write each. */
const JOINED_BYTES_MAX = 1 << 16;
/** Replies that may wait for the end of the poll phase. */
const STAGED_BYTES_MAX = 700_000;
const QUEUE_FIRST = 64;

/** Who gets what was written. */
export interface Receiver {
  /** Has replies or messages waiting here. */
  isQueued: boolean;
  /** The place of the last of them in the queue. */
  lastPlace: number;
  /** Hands a range of bytes to the network; false when it keeps pointing at them. */
  transmit(bytes: Uint8Array, from: number, to: number): boolean;
  /** As `transmit`, and there is more to come behind it. */
  transmitPart(bytes: Uint8Array, from: number, to: number): boolean;
}

/** The moment that the calls of one poll phase share. */
export interface SharedMoment {
  /** Wall time, ms since 1970. */
  readonly nowMs: number;
  startTurn(nowMs: number): void;
}

/**
 * One poll phase: everything readable is read and served, then all connections' replies leave together, one write
 * each (one write per reply is six times slower at 16 commands a pipeline; measured in prototype/io.mjs).
 */
export class Turn {
  readonly reply = new Reply(BUFFER_BYTES);
  /** Messages, each written once for all who get it. */
  readonly pushes: PushWriters;
  /** Times that something was read from a socket and written to one, for INFO. */
  reads = 0;
  writes = 0;
  readonly #clock: Clock;
  readonly #moment: SharedMoment;
  #open = false;
  #flushDue = false;
  #connections: (Receiver | undefined)[] = new Array<Receiver | undefined>(QUEUE_FIRST).fill(
    undefined,
  );
  #sources: (Reply | undefined)[] = new Array<Reply | undefined>(QUEUE_FIRST).fill(undefined);
  #ranges = new Float64Array(QUEUE_FIRST * 2);
  /** Where the same connection's next range is; 0 when there is none. */
  #next = new Int32Array(QUEUE_FIRST);
  #queued = 0;
  /** The network still points at what these hold. */
  readonly #kept = new Set<Reply>();
  #writer: Receiver | undefined;
  #from = 0;

  constructor(clock: Clock, moment: SharedMoment) {
    this.#clock = clock;
    this.#moment = moment;
    const [resp2, resp3] = [new Reply(PUSH_BUFFER_BYTES), new Reply(PUSH_BUFFER_BYTES)];
    resp3.resp3 = true;
    this.pushes = { resp2, resp3, relieve: () => this.#relieve() };
  }

  /** From here on, what is written to `reply` is for this connection. */
  begin(connection: Receiver): void {
    if (!this.#open) {
      this.#open = true;
      this.#moment.startTurn(this.#clock.wallMs());
      this.#clock.soon(() => {
        this.#open = false;
        this.flush();
      });
    }
    if (connection.isQueued || this.reply.at > STAGED_BYTES_MAX) this.flush();
    this.#writer = connection;
    this.#from = this.reply.at;
  }

  /** The connection has written what it had to, for now. */
  end(): void {
    const connection = this.#writer;
    this.#writer = undefined;
    if (connection !== undefined && this.reply.at > this.#from)
      this.#queue(connection, this.reply, this.#from);
  }

  /** What has been written since `begin` must not be sent: it may end in the middle of a reply. */
  abandon(): void {
    if (this.#writer !== undefined) this.reply.at = this.#from;
  }

  /** In the middle of a connection's writing: sends what there is and lets it go on. */
  flushWriter(): void {
    const connection = this.#writer;
    if (connection === undefined) return;
    this.end();
    this.flush();
    this.#writer = connection;
    this.#from = this.reply.at;
  }

  /** Wall time of this poll phase, ms since 1970. */
  get nowMs(): number {
    return this.#moment.nowMs;
  }

  /** Whether somebody is writing: then others' bytes must come through `queuePush`. */
  get busy(): boolean {
    return this.#writer !== undefined;
  }

  /** Whether what is being written is for this connection: there may be more to come. */
  writesFor(connection: Receiver): boolean {
    return this.#writer === connection;
  }

  /** What one of `pushes` holds behind `from` is for this connection, too: the bytes are shared, not copied. */
  queuePush(connection: Receiver, writer: Reply, from: number): void {
    const last = connection.lastPlace;
    if (
      connection.isQueued &&
      this.#sources[last] === writer &&
      this.#ranges[2 * last + 1] === from
    )
      this.#ranges[2 * last + 1] = writer.at;
    else this.#queue(connection, writer, from);
    if (!this.#open) this.#flushSoon();
  }

  flush(): void {
    this.#transmitAll();
    this.#empty(this.reply, BUFFER_BYTES);
    this.#emptyPushes();
  }

  /** Sends what is queued, in the middle of a call: what that has written so far stays where it is. */
  #relieve(): void {
    const { resp2, resp3 } = this.pushes;
    if (resp2.at + resp3.at <= PUSHED_BYTES_MAX) return;
    this.#transmitAll();
    this.#emptyPushes();
  }

  /** Messages that no request has brought about: many of them leave together, too. */
  #flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    this.#clock.soon(() => {
      this.#flushDue = false;
      this.flush();
    });
  }

  /** The last one first: whoever publishes has his reply before ten thousand others have the message, as in Redis. */
  #transmitAll(): void {
    const queued = this.#queued;
    this.#queued = 0;
    for (let i = queued - 1; i >= 0; i--) {
      const connection = this.#connections[i];
      this.#connections[i] = undefined;
      // Without a connection: sent together with an earlier range.
      if (connection === undefined) continue;
      const source = this.#sources[i]!;
      if (this.#next[i] !== 0) this.#transmitJoined(connection, i);
      else if (!connection.transmit(source.u8, this.#ranges[2 * i]!, this.#ranges[2 * i + 1]!))
        this.#kept.add(source);
    }
  }

  /** Several ranges of one connection, in one write unless they are large. */
  #transmitJoined(connection: Receiver, place: number): void {
    let bytes = 0;
    for (let i = place, more = true; more; i = this.#next[i]!, more = i !== 0)
      bytes += this.#ranges[2 * i + 1]! - this.#ranges[2 * i]!;
    const joined = bytes <= JOINED_BYTES_MAX ? new Uint8Array(bytes) : undefined;
    let at = 0;
    for (let i = place, more = true; more; i = this.#next[i]!, more = i !== 0) {
      const source = this.#sources[i]!;
      const from = this.#ranges[2 * i]!;
      const to = this.#ranges[2 * i + 1]!;
      if (joined !== undefined) joined.set(source.u8.subarray(from, to), at);
      else {
        const taken =
          this.#next[i] === 0
            ? connection.transmit(source.u8, from, to)
            : connection.transmitPart(source.u8, from, to);
        if (!taken) this.#kept.add(source);
      }
      at += to - from;
    }
    if (joined !== undefined) connection.transmit(joined, 0, bytes);
  }

  #emptyPushes(): void {
    this.#empty(this.pushes.resp2, PUSH_BUFFER_BYTES);
    this.#empty(this.pushes.resp3, PUSH_BUFFER_BYTES);
  }

  /** Leaves the memory to the network if that still points at it, or when something extraordinary has made it too large to keep. */
  #empty(writer: Reply, firstBytes: number): void {
    const isPinned = this.#kept.size > 0 && this.#kept.delete(writer);
    if (isPinned || writer.u8.length > firstBytes + GROWN_BYTES) writer.renew(firstBytes);
    writer.at = 0;
  }

  #queue(connection: Receiver, source: Reply, from: number): void {
    const place = this.#queued;
    if (place === this.#connections.length) this.#growQueue();
    if (connection.isQueued) this.#next[connection.lastPlace] = place;
    else this.#connections[place] = connection;
    this.#sources[place] = source;
    this.#ranges[2 * place] = from;
    this.#ranges[2 * place + 1] = source.at;
    this.#next[place] = 0;
    this.#queued++;
    connection.isQueued = true;
    connection.lastPlace = place;
  }

  #growQueue(): void {
    const more = new Array<undefined>(this.#connections.length).fill(undefined);
    this.#connections = this.#connections.concat(more);
    this.#sources = this.#sources.concat(more);
    const ranges = new Float64Array(this.#ranges.length * 2);
    ranges.set(this.#ranges);
    this.#ranges = ranges;
    const next = new Int32Array(this.#next.length * 2);
    next.set(this.#next);
    this.#next = next;
  }
}
