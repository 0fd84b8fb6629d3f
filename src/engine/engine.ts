import { Arguments } from '../base/arguments.ts';
import { AssertionFailed } from '../base/assert.ts';
import { Call, type LateReply } from '../command/call.ts';
import { CommandError, Errors } from '../command/errors.ts';
import { FlagBit } from '../command/flags.ts';
import type { CommandRow } from '../command/row.ts';
import type { CommandNames, CommandTable } from '../command/table.ts';
import type { Database } from '../keyspace/database.ts';
import type { World } from '../keyspace/world.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogSink } from '../ports/log.ts';
import { type Reply, ReplyTooLarge } from '../resp/reply.ts';
import type { Settings } from '../settings/settings.ts';
import { admit } from './admit.ts';
import { BlockedCalls } from './blocked-calls.ts';
import { Blocking } from './blocking.ts';
import type { Broadcast } from './broadcast.ts';
import { CommandTimer, type TimingSink } from './command-timer.ts';
import { discardTransaction } from './discard-transaction.ts';
import { findRow } from './find-row.ts';
import type { GuardedServer } from './gate.ts';
import { Monitors } from './monitors.ts';
import type { Rights } from './rights.ts';
import { ServerState } from './server-state.ts';
import type { Session } from './session.ts';
import { sessionOf } from './session-of.ts';
import { SessionState } from './session-state.ts';
import { Tracking } from './tracking.ts';
import { Transaction } from './transaction.ts';
import { Waiter } from './waiter.ts';
import { Watch } from './watch.ts';

/** What became of a request. `postponed`: it must be read again later; nothing has happened yet. */
export type Outcome = 'done' | 'postponed';

/** Who hears of errors, for INFO errorstats. */
export interface ErrorCounts {
  counted(code: string): void;
}

export interface EngineParts {
  readonly settings: Settings;
  readonly table: CommandTable;
  readonly world: World;
  readonly databases: readonly Database[];
  readonly clock: Clock;
  readonly log: LogSink;
  readonly rights: Rights;
  readonly timing: TimingSink;
  readonly errors: ErrorCounts;
  readonly broadcast: Broadcast;
  /** Makes room below `maxmemory`; false when it can't. */
  readonly makeRoom: () => boolean;
}

/** A call that took longer is followed by a new reading of the wall clock. */
const LONG_CALL_MS = 1;
const PAUSED = ServerState.pausedAll | ServerState.pausedWrites;

/** From a parsed request to a written reply: the one door, the call, and what follows from it. */
export class Engine implements GuardedServer {
  readonly settings: Settings;
  readonly table: CommandTable;
  readonly world: World;
  readonly databases: readonly Database[];
  readonly clock: Clock;
  readonly log: LogSink;
  readonly rights: Rights;
  readonly timer: CommandTimer;
  readonly watch: Watch;
  readonly blocking: Blocking;
  readonly monitors: Monitors;
  readonly tracking: Tracking;
  readonly #broadcast: Broadcast;
  readonly #makeRoom: () => boolean;
  /** Bits of `ServerState`; 0 in ordinary times. */
  state = 0;
  /** Memory of connections, counted beside the data. Kept by whoever owns the connections. */
  clientBytes = 0;
  readonly #call: Call;
  readonly #errors: ErrorCounts;

  constructor(parts: EngineParts, reply: Reply, nobody: Session) {
    this.settings = parts.settings;
    this.table = parts.table;
    this.world = parts.world;
    this.watch = new Watch(parts.world.hasher);
    this.databases = parts.databases;
    this.clock = parts.clock;
    this.log = parts.log;
    this.rights = parts.rights;
    this.#makeRoom = parts.makeRoom;
    this.timer = new CommandTimer(parts.clock, parts.timing);
    this.#errors = parts.errors;
    this.#broadcast = parts.broadcast;
    this.monitors = new Monitors(parts.broadcast, parts.clock);
    this.monitors.onActivity = () => {
      const others = this.state & ~ServerState.monitored;
      this.state = this.monitors.active ? others | ServerState.monitored : others;
    };
    this.tracking = new Tracking({ ...parts, isFull: () => this.overMemoryLimit() });
    this.blocking = new Blocking(new BlockedCalls(this, parts.broadcast));
    this.#call = new Call({
      args: new Arguments(new Int32Array(0), new Int32Array(0)),
      reply,
      row: parts.table.rows[0]!,
      session: nobody,
      databases: parts.databases,
      settings: parts.settings,
    });
    const call = this.#call;
    call.readsEveryKey = () =>
      this.rights.readsEveryKey(sessionOf(call), call.row as CommandRow, call.args);
  }

  /** The call that is running or ran last. */
  get call(): Call {
    return this.#call;
  }

  /** Evicts until there is room; false when that can't be. Its time is its own, not that of the call that came. */
  makeRoom(): boolean {
    return this.timer.apart('eviction-cycle', this.#makeRoom);
  }

  overMemoryLimit(): boolean {
    return this.world.slabs.usedBytes + this.clientBytes > this.world.memoryLimitBytes;
  }

  /** Serves one request. The short way is what an ordinary client's ordinary command takes: everything is tested, nothing is walked. */
  serve(session: Session, args: Arguments): Outcome {
    const row = this.table.lookup(args);
    if (
      row !== undefined &&
      row.takesShortWay &&
      (session.state | this.state) === 0 &&
      args.count >= row.countMin &&
      args.count <= row.countMax &&
      (session.user.plain
        ? (session.user.commandBits[row.id >>> 5]! & (1 << (row.id & 31))) !== 0
        : this.rights.allows(session, row, args)) &&
      this.world.slabs.usedBytes + this.clientBytes <= this.world.memoryLimitBytes
    ) {
      this.runUnseen(session, row, args);
      return 'done';
    }
    return this.#serveLongWay(session, args);
  }

  /** Runs a call that has been admitted: here, from EXEC, from a script. Writes exactly one reply. */
  run(session: Session, row: CommandRow, args: Arguments): void {
    this.runUnseen(session, row, args);
    if (session.tracking !== undefined) this.tracking.remember(session, row, args);
    if ((this.state & ServerState.monitored) !== 0) this.monitors.show(session, row, args);
  }

  /** As `run`, but MONITOR doesn't see it, or has seen it already. */
  runUnseen(session: Session, row: CommandRow, args: Arguments): void {
    const call = this.#call;
    const { reply } = call;
    call.args = args;
    call.row = row;
    call.session = session;
    call.db = session.db;
    call.deferred = undefined;
    call.propagation = undefined;
    reply.resp3 = session.resp3;
    const errors = reply.errors;
    if (row.isTimedApart) this.#runApart(session, row);
    else {
      this.timer.begin(row);
      this.#attempt(row);
      // Whoever comes after a long call must not see what has expired meanwhile.
      if (this.timer.end(row) > LONG_CALL_MS && !session.executing)
        this.world.startTurn(this.clock.wallMs());
    }
    if (reply.errors !== errors) {
      row.failedCalls++;
      this.#errors.counted(reply.lastErrorCode);
    }
    session.lastRow = row;
    // Inside EXEC its reply is one of many: EXEC puts it into its place (late-parts.ts).
    const { deferred } = this.#call;
    if (deferred !== undefined && !session.executing) this.#suspend(session, row, deferred);
  }

  #runApart(session: Session, row: CommandRow): void {
    if (row.has('runs-others')) {
      this.timer.whole(row, () => this.#attempt(row));
      return;
    }
    this.#call.waiting = undefined;
    const tookMs = this.timer.unbooked(() => this.#attempt(row));
    this.#bookOrBlock(session, row, tookMs);
  }

  /** A call that waits isn't over: it is booked when it is, with the time of all its runs. */
  #bookOrBlock(session: Session, row: CommandRow, tookMs: number): void {
    const { args, waiting } = this.#call;
    const before = this.blocking.waiterOf(session);
    if (waiting === undefined) {
      this.timer.book(row, 1, tookMs + (before?.spentMs ?? 0));
      if (before !== undefined) session.commandsTotal++;
      return;
    }
    const started = { wait: waiting, nowMs: this.clock.monotonicMs() };
    const waiter = before ?? new Waiter(session, { row, args }, started);
    waiter.spentMs += tookMs;
    this.blocking.block(waiter);
  }

  #attempt(row: CommandRow): void {
    const { reply } = this.#call;
    const start = reply.at;
    try {
      row.run(this.#call);
    } catch (thrown) {
      reply.at = start;
      this.#call.deferred = undefined;
      this.#call.waiting = undefined;
      this.#fail(this.#call, thrown);
    }
  }

  /** Refuses a call: the reply, its statistics, and the end of a transaction that can no longer be whole. */
  refuse(session: Session, error: CommandError, row?: CommandRow): void {
    const { reply } = this.#call;
    reply.resp3 = session.resp3;
    const isExec = row?.has('runs-others') === true;
    reply.error(isExec ? execAborted(error) : error.message);
    this.#errors.counted(reply.lastErrorCode);
    if (row !== undefined) row.rejectedCalls++;
    // Attack row "refused SELECT ignored by the client": what follows was meant for another database.
    const mistaken = row?.has('selects-database') === true && reply.lastErrorCode === 'NOPERM';
    if (mistaken && this.settings.security.selectDenied === 'close')
      session.link.close('after-replies');
    if (isExec) discardTransaction(session, this.watch);
    else if (session.transaction !== undefined) session.transaction.broken = true;
  }

  #serveLongWay(session: Session, args: Arguments): Outcome {
    if ((this.state & ServerState.keysReady) !== 0) this.#serveReady();
    const { reply } = this.#call;
    const start = reply.at;
    const names = session.user.names ?? this.table;
    const found = findRow(names, args);
    if (found instanceof CommandError) this.refuse(session, found, rowOf(names, args));
    else if (this.#admitAndRun(session, found, args) === 'postponed') return 'postponed';
    if (session.is(SessionState.muted)) this.#mute(session, start);
    if (session.tracking !== undefined)
      this.tracking.served(session, found instanceof CommandError ? undefined : found);
    this.#broadcast.finish(reply);
    return 'done';
  }

  #admitAndRun(session: Session, row: CommandRow, args: Arguments): Outcome {
    // Named by CLIENT LIST and ACL LOG even when it is refused.
    session.lastRow = row;
    const call = this.#call;
    call.args = args;
    call.row = row;
    call.session = session;
    call.db = session.db;
    const refusal = admit({ call, row, session, server: this });
    if (refusal !== undefined) this.refuse(session, refusal, row);
    else if (this.#mustWait(session, row)) return 'postponed';
    else if (session.is(SessionState.transaction) && !row.has('acts-on-transaction')) {
      // Counted at once: a queue must not outgrow `maxmemory` between two sweeps.
      this.clientBytes += (session.transaction ??= new Transaction()).add(row, args);
      call.reply.simple('QUEUED');
    } else this.#runAdmitted(session, row, args);
    return 'done';
  }

  #runAdmitted(session: Session, row: CommandRow, args: Arguments): void {
    const { reply } = this.#call;
    const { at, errors } = reply;
    this.#broadcast.begin(session);
    this.world.leavesNoTouch = session.is(SessionState.noTouch) && !row.has('always-touches');
    this.run(session, row, args);
    this.world.leavesNoTouch = false;
    // Not replies but messages, so CLIENT REPLY OFF and SKIP leave them alone.
    const isMuted = session.is(SessionState.muted) && session.replyMode !== 'on';
    if (isMuted && row.has('answers-by-messages') && reply.errors === errors)
      this.#broadcast.hold(reply.u8.subarray(at, reply.at));
  }

  /**
   * A paused server serves nothing; who asks again later finds everything as it was. Unlike in Redis the pause of all
   * clients can be ended by one of them.
   */
  #mustWait(session: Session, row: CommandRow): boolean {
    if ((this.state & ServerState.pausedAll) !== 0) return !row.has('ends-pause');
    if ((this.state & ServerState.pausedWrites) === 0) return false;
    // As Redis: a write waits when it is to be queued, too, and not only when EXEC runs it.
    if (mayReplicate(row)) return true;
    return (
      row.has('runs-others') &&
      (session.transaction?.queue.some((queued) => mayReplicate(queued.row)) ?? false)
    );
  }

  /** CLIENT REPLY OFF and SKIP: the reply is written like any other and then taken back. */
  #mute(session: Session, start: number): void {
    if (session.replyMode === 'on') session.leave(SessionState.muted);
    else this.#call.reply.at = start;
    if (session.replyMode === 'skip') {
      session.replyMode = 'on';
      session.leave(SessionState.muted);
    } else if (session.replyMode === 'skip-next') session.replyMode = 'skip';
  }

  #fail(call: Call, thrown: unknown): void {
    if (thrown instanceof OutOfMemory) {
      call.reply.error(Errors.outOfMemory.message);
      return;
    }
    if (thrown instanceof ReplyTooLarge) {
      call.reply.error('ERR the reply would be larger than 1 GiB: ask for less at a time');
      return;
    }
    if (thrown instanceof CommandError) {
      call.reply.error(thrown.message);
      return;
    }
    // A bug of ours: the client learns nothing of it, the operator the command's name but no value of it.
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.log.line('warning', `Internal error while running '${call.row.fullName}': ${what}`);
    if (thrown instanceof AssertionFailed) (call.session as Session).link.close('after-replies');
    call.reply.error('ERR Internal error, see the log of the server');
  }

  /** There is no more input for now: what was measured is booked, and whoever waited for what has come is served. */
  settle(): void {
    this.timer.settle();
    if ((this.state & ServerState.keysReady) !== 0) this.#serveReady();
  }

  /** Those who wait stay so while the server is paused: to serve them is a write. */
  #serveReady(): void {
    if ((this.state & PAUSED) !== 0) return;
    this.timer.settle();
    // The call that made the keys ready may have been long.
    this.world.startTurn(this.clock.wallMs());
    this.blocking.serveReady();
    this.state &= ~ServerState.keysReady;
    this.timer.start();
  }

  /** The session, and nobody else, waits for its own call. */
  #suspend(session: Session, row: CommandRow, work: Promise<LateReply>): void {
    this.#call.deferred = undefined;
    session.enter(SessionState.suspended);
    // CLIENT REPLY OFF and SKIP hold for a late reply, too.
    const muted = session.is(SessionState.muted) && session.replyMode !== 'on';
    const resume = (write: LateReply): void => {
      session.leave(SessionState.suspended);
      if (!muted) session.link.send((reply) => this.writeLate(reply, row, write));
      session.link.proceed();
    };
    work.then(resume, (thrown: unknown) => {
      this.log.line('warning', `Internal error in deferred '${row.fullName}': ${String(thrown)}`);
      resume((reply) => reply.error('ERR Internal error, see the log of the server'));
    });
  }

  /** A reply outside of its session's turn, with its statistics. */
  writeLate(reply: Reply, row: CommandRow, write: LateReply): void {
    const { errors } = reply;
    write(reply);
    if (reply.errors === errors) return;
    row.failedCalls++;
    this.#errors.counted(reply.lastErrorCode);
  }
}

function mayReplicate(row: CommandRow): boolean {
  return (row.flags & (FlagBit.write | FlagBit.may_replicate)) !== 0;
}

/** A refused EXEC is the end of the transaction. Redis quotes the reason without the general code. */
function execAborted({ message }: CommandError): string {
  return `EXECABORT Transaction discarded because of: ${message.replace(/^ERR /, '')}`;
}

function rowOf(names: CommandNames, args: Arguments): CommandRow | undefined {
  const row = names.lookup(args);
  return row?.isContainer === true && args.count > 1 ? names.subcommand(row, args) : row;
}
