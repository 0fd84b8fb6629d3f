import type { Clock } from '../ports/clock.ts';
import { Reply } from '../resp/reply.ts';

const BUFFER_BYTES = 1 << 20;
/** Replies that may wait for the end of the poll phase. */
const STAGED_BYTES_MAX = 700_000;
const QUEUE_FIRST = 64;

/** Who gets what was written. */
export interface Receiver {
  /** Has replies waiting here. */
  isQueued: boolean;
  /** Hands a range of bytes to the network; false when it keeps pointing at them. */
  transmit(bytes: Uint8Array, from: number, to: number): boolean;
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
  readonly #clock: Clock;
  readonly #moment: SharedMoment;
  #open = false;
  #connections: (Receiver | undefined)[] = new Array<Receiver | undefined>(QUEUE_FIRST).fill(
    undefined,
  );
  #ranges = new Float64Array(QUEUE_FIRST * 2);
  #queued = 0;
  /** Bytes that stand between the ranges of the shared buffer: pushes to others while a call was writing. */
  readonly #apart = new Map<number, Uint8Array>();
  #writer: Receiver | undefined;
  #from = 0;

  constructor(clock: Clock, moment: SharedMoment) {
    this.#clock = clock;
    this.#moment = moment;
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
      this.#queue(connection, this.#from, this.reply.at);
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

  /** Whether somebody is writing: then others' bytes must come as a copy, through `queueApart`. */
  get busy(): boolean {
    return this.#writer !== undefined;
  }

  /** Whether what is being written is for this connection: there may be more to come. */
  writesFor(connection: Receiver): boolean {
    return this.#writer === connection;
  }

  queueApart(connection: Receiver, bytes: Uint8Array): void {
    this.#apart.set(this.#queued, bytes);
    this.#queue(connection, 0, bytes.length);
    if (!this.#open) this.flush();
  }

  flush(): void {
    const { reply } = this;
    let kept = false;
    const queued = this.#queued;
    this.#queued = 0;
    for (let i = 0; i < queued; i++) {
      const connection = this.#connections[i];
      this.#connections[i] = undefined;
      if (connection === undefined) continue;
      const from = this.#ranges[2 * i]!;
      const to = this.#ranges[2 * i + 1]!;
      const apart = this.#apart.size === 0 ? undefined : this.#apart.get(i);
      if (!connection.transmit(apart ?? reply.u8, from, to) && apart === undefined) kept = true;
    }
    this.#apart.clear();
    // The network still points at these bytes, or an extraordinary reply has made the buffer too large to keep.
    if (kept || reply.u8.length > BUFFER_BYTES) reply.renew(BUFFER_BYTES);
    reply.at = 0;
  }

  #queue(connection: Receiver, from: number, to: number): void {
    if (this.#queued === this.#connections.length) this.#growQueue();
    this.#connections[this.#queued] = connection;
    this.#ranges[2 * this.#queued] = from;
    this.#ranges[2 * this.#queued + 1] = to;
    this.#queued++;
    connection.isQueued = true;
  }

  #growQueue(): void {
    this.#connections = this.#connections.concat(
      new Array<undefined>(this.#connections.length).fill(undefined),
    );
    const ranges = new Float64Array(this.#ranges.length * 2);
    ranges.set(this.#ranges);
    this.#ranges = ranges;
  }
}
