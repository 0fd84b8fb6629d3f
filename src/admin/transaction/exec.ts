import { Arguments } from '../../base/arguments.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { discardTransaction } from '../../engine/discard-transaction.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Gate } from '../../engine/gate.ts';
import { authenticated } from '../../engine/gates/authenticated.ts';
import { listener } from '../../engine/gates/listener.ts';
import { permitted } from '../../engine/gates/permitted.ts';
import { protectedCommand } from '../../engine/gates/protected-command.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { QueuedCall, Transaction } from '../../engine/transaction.ts';
import type { ServerServices } from '../services.ts';
import { LateParts } from './late-parts.ts';

/** Stands where a request has its command. */
const NO_NAME = new Uint8Array(0);
const WITHOUT_MULTI = new CommandError('ERR EXEC without MULTI');
const BROKEN = new CommandError('EXECABORT Transaction discarded because of previous errors.');
const NOT_RUN = new CommandError('ERR Not run: a command before it has ended the connection');
const OUT_OF_MEMORY = new CommandError(
  `EXECABORT Transaction discarded because of: ${Errors.outOfMemory.message}`,
);

/**
 * What is asked again before each queued call (attack row "rights change between queueing and EXEC"). Room in memory is
 * asked of the transaction as a whole: evicting or refusing in its middle would tear it apart.
 */
const ASKED_AGAIN: readonly Gate[] = [protectedCommand, authenticated, listener, permitted];

/** EXEC: runs what was queued since MULTI, and nothing of anybody else in between. */
export function exec(services: ServerServices): Command {
  return defineCommand({
    name: 'EXEC',
    arity: 1,
    flags: ['noscript', 'loading', 'stale', 'skip_slowlog'],
    traits: ['acts-on-transaction', 'ends-transaction', 'runs-others'],
    categories: ['transaction'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'transactions',
      since: '1.2.0',
      summary: 'Runs the transaction.',
      complexity: 'Depends on commands in the transaction',
    },
    run(call) {
      const { engine } = services;
      const session = sessionOf(call);
      const { transaction } = session;
      if (transaction === undefined) throw WITHOUT_MULTI;
      findExpired(session, engine);
      const { watchBroken } = session;
      engine.watch.forget(session);
      try {
        const refusal = refusalOf(transaction, engine);
        if (refusal !== undefined) throw refusal;
        if (watchBroken) call.reply.nullArray();
        else runQueue(call, engine, transaction);
      } finally {
        session.executing = false;
        discardTransaction(session, engine.watch);
      }
    },
  });
}

/** A watched key whose time came after WATCH has changed, though nobody has looked at it since. */
function findExpired(session: Session, engine: Engine): void {
  for (const { database, name } of session.watches ?? []) {
    // An expired key goes when it is looked at, and going breaks the watch.
    engine.databases[database]?.peek(Arguments.of([NO_NAME, fromLatin1(name)]), 1);
  }
}

function refusalOf(transaction: Transaction, engine: Engine): CommandError | undefined {
  if (transaction.broken) return BROKEN;
  const asksForMemory = transaction.queue.some(({ row }) => (row.flags & FlagBit.denyoom) !== 0);
  return asksForMemory && engine.overMemoryLimit() && !engine.makeRoom()
    ? OUT_OF_MEMORY
    : undefined;
}

/**
 * Runs all calls without a pause. One that must wait for the world (`call.defer`) has begun its work when the next one
 * runs; its reply is put into its place when it is there, and only then EXEC answers. So no other session ever sees
 * half a transaction, at the price that later calls don't see what such work brings about (an AUTH, a CONFIG SET).
 */
function runQueue(call: Call, engine: Engine, transaction: Transaction): void {
  const session = sessionOf(call);
  const { reply, args, row } = call;
  const start = reply.at;
  const { errors } = reply;
  const late = new LateParts(engine.log);
  session.executing = true;
  reply.array(transaction.queue.length);
  for (const queued of transaction.queue) {
    // After a SELECT that was refused and ends the connection (`select-denied close`), nothing more is run.
    if (session.is(SessionState.closing)) engine.refuse(session, NOT_RUN, queued.row);
    else runOne(call, engine, queued);
    if (call.deferred === undefined) continue;
    late.add(queued.row.fullName, reply.at - start, call.deferred);
    call.deferred = undefined;
  }
  // The engine has one call for everything that runs: it becomes EXEC's again.
  call.args = args;
  call.row = row;
  // The errors of the queued calls have been counted with them; EXEC itself has succeeded.
  reply.errors = errors;
  if (late.isEmpty) return;
  const written = reply.u8.slice(start, reply.at);
  reply.at = start;
  call.defer(late.joinedWith(written));
}

function runOne(call: Call, engine: Engine, { row, args }: QueuedCall): void {
  const session = sessionOf(call);
  call.args = args;
  call.row = row;
  call.db = session.db;
  for (const gate of ASKED_AGAIN) {
    const refusal = gate({ call, row, session, server: engine });
    if (refusal === undefined) continue;
    engine.refuse(
      session,
      refusal.message.startsWith('NOPERM') ? rightsChanged(refusal) : refusal,
      row,
    );
    return;
  }
  engine.run(session, row, args);
}

/** In Redis's words, which say that it worked when it was queued. */
function rightsChanged({ message }: CommandError): CommandError {
  return new CommandError(
    'NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. ' +
      `This command is no longer allowed for the following reason: ${reasonIn(message)}`,
  );
}

function reasonIn(message: string): string {
  if (message.endsWith('access a key')) return 'no permission to touch the specified keys';
  if (message.endsWith('access a channel')) {
    return 'no permission to access one of the channels used as arguments to the command';
  }
  if (message.includes('command')) return 'no permission to execute the command or subcommand';
  return 'no permission';
}
