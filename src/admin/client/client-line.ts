import type { Session } from '../../engine/session.ts';
import { SessionState, WAITING } from '../../engine/session-state.ts';
import { Watch } from '../../engine/watch.ts';

/** One line of CLIENT LIST, without the line's end. `running`: the command that this session is in the middle of. */
export function clientLine(session: Session, nowMs: number, running?: string): string {
  const { link, transaction, subscriptions } = session;
  const queued = transaction?.bytes ?? 0;
  const fields: readonly (readonly [string, string | number])[] = [
    ['id', session.id],
    ['addr', link.address],
    ['laddr', link.localAddress],
    ['fd', link.fd],
    ['name', session.name],
    ['age', wholeSeconds(nowMs - session.createdMs)],
    ['idle', wholeSeconds(nowMs - session.lastActiveMs)],
    ['flags', flagLetters(session)],
    ['db', session.databaseIndex],
    ['sub', subscriptions?.channels ?? 0],
    ['psub', subscriptions?.patterns ?? 0],
    ['ssub', subscriptions?.shardChannels ?? 0],
    ['multi', transaction === undefined ? -1 : transaction.queue.length],
    ['watch', Watch.count(session)],
    ['qbuf', link.queryFilledBytes],
    ['qbuf-free', link.queryFreeBytes],
    // Where the words of an unfinished request lie.
    ['argv-mem', link.queryBytes - link.queryFilledBytes - link.queryFreeBytes],
    ['multi-mem', queued],
    // Replies are written into a buffer that all connections share: none has one of its own.
    ['rbs', 0],
    ['rbp', 0],
    ['obl', 0],
    ['oll', link.outputBytes > 0 ? 1 : 0],
    ['omem', link.outputBytes],
    ['tot-mem', session.heldBytes],
    ['events', link.outputBytes > 0 ? 'rw' : 'r'],
    ['cmd', running ?? session.lastRow?.fullName ?? 'NULL'],
    ['user', session.userName],
    ['redir', session.tracking?.redirectId ?? -1],
    ['resp', session.resp3 ? 3 : 2],
    ['lib-name', session.libraryName],
    ['lib-ver', session.libraryVersion],
    // From here on Valkey 8's.
    ['tot-net-in', session.inputBytes],
    ['tot-net-out', session.outputBytesTotal],
    ['tot-cmds', session.commandsTotal],
  ];
  return fields.map(([name, value]) => `${name}=${value}`).join(' ');
}

function wholeSeconds(ms: number): number {
  return Math.max(Math.floor(ms / 1000), 0);
}

/** In Redis's order. */
function flagLetters(session: Session): string {
  const letters: readonly (readonly [string, boolean])[] = [
    ['O', session.is(SessionState.monitor)],
    ['P', session.is(SessionState.subscribed)],
    ['x', session.is(SessionState.transaction)],
    ['b', session.is(WAITING)],
    ['t', session.is(SessionState.tracking)],
    ['R', session.tracking?.isBroken === true],
    ['B', session.tracking?.isBroadcast === true],
    ['d', session.watchBroken],
    ['c', session.is(SessionState.closing)],
    ['U', session.link.kind === 'unix'],
    ['e', session.noEvict],
    ['T', session.is(SessionState.noTouch)],
  ];
  const flags = letters.filter(([, isSet]) => isSet).map(([letter]) => letter);
  return flags.length === 0 ? 'N' : flags.join('');
}
