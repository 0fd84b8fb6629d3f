import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Call, LateReply } from '../command/call.ts';
import type { CommandError } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { Database } from '../keyspace/database.ts';
import type { ValueType } from '../keyspace/entry.ts';
import type { World } from '../keyspace/world.ts';
import type { Clock } from '../ports/clock.ts';
import { Reply } from '../resp/reply.ts';
import { admit } from './admit.ts';
import type { BlockingHost } from './blocking.ts';
import type { Broadcast } from './broadcast.ts';
import type { CommandTimer } from './command-timer.ts';
import type { GuardedServer } from './gate.ts';
import { ServerState } from './server-state.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import type { Waiter } from './waiter.ts';

const ASIDE_BYTES = 1 << 16;
/** What the buffer may have grown to and still be used again. */
const KEPT_BYTES = 2 << 20;

/** What it takes to run a call. */
export interface CallRunner extends GuardedServer {
  state: number;
  clientBytes: number;
  readonly clock: Clock;
  readonly world: World;
  readonly databases: readonly Database[];
  readonly call: Call;
  readonly timer: CommandTimer;
  refuse(session: Session, error: CommandError, row: CommandRow): void;
  runUnseen(session: Session, row: CommandRow, args: Arguments): void;
  writeLate(reply: Reply, row: CommandRow, write: LateReply): void;
}

/** How a call that has waited comes to its end: run once more, or answered without having found anything. */
export class BlockedCalls implements BlockingHost {
  readonly clock: Clock;
  readonly world: World;
  readonly #engine: CallRunner;
  readonly #broadcast: Broadcast;
  /** Where such calls write: somebody else may be writing to the reply of the turn. */
  readonly #aside = new Reply(ASIDE_BYTES);

  constructor(engine: CallRunner, broadcast: Broadcast) {
    this.clock = engine.clock;
    this.world = engine.world;
    this.#engine = engine;
    this.#broadcast = broadcast;
  }

  typeOf(database: number, key: ByteRange): ValueType | undefined {
    const db = this.#engine.databases[database];
    const address = db?.peekKey(key) ?? 0;
    return db === undefined || address === 0 ? undefined : ((db.kind(address) & 15) as ValueType);
  }

  /** Rights, memory and the type of the keys may have changed since it was run first, so everything is asked again. */
  runAgain(waiter: Waiter): void {
    const { session, row, args } = waiter;
    const { call } = this.#engine;
    const { reply } = call;
    const aside = this.#aside;
    aside.at = 0;
    call.args = args;
    call.row = row;
    call.session = session;
    call.db = session.db;
    call.reply = aside;
    try {
      const refusal = admit({ call, row, session, server: this.#engine });
      if (refusal !== undefined) {
        session.commandsTotal++;
        this.#engine.refuse(session, refusal, row);
      } else this.#run(waiter);
    } finally {
      call.reply = reply;
    }
    // Thousands may be served at once: what they are sent must not pile up.
    this.#broadcast.writers.relieve();
    if (aside.at > 0 && !waiter.muted)
      session.link.send((to) => to.raw(aside.u8.subarray(0, aside.at)));
    if (aside.u8.length > KEPT_BYTES) aside.renew(ASIDE_BYTES);
  }

  answer({ session, row, muted, spentMs }: Waiter, write: LateReply): void {
    const { timer } = this.#engine;
    if (!muted) session.link.send((reply) => this.#engine.writeLate(reply, row, write));
    timer.book(row, 1, spentMs);
    session.commandsTotal++;
  }

  keysReady(): void {
    this.#engine.state |= ServerState.keysReady;
  }

  heldMore(bytes: number): void {
    this.#engine.clientBytes += bytes;
  }

  #run({ session, row, args }: Waiter): void {
    this.#broadcast.begin(session);
    this.world.leavesNoTouch = session.is(SessionState.noTouch);
    this.#engine.runUnseen(session, row, args);
    this.world.leavesNoTouch = false;
    this.#broadcast.finish(this.#aside);
  }
}
