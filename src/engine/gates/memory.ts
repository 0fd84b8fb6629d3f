import { Errors } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';
import { SessionState } from '../session-state.ts';

/** Over `maxmemory`, room is made first; if there is none to make, commands that would use more are refused. */
export const memory: Gate = ({ row, session, server }) => {
  if (!server.overMemoryLimit() || server.makeRoom()) return undefined;
  // What comes in a transaction is queued, and a queue may take any amount of memory.
  const queues = session.is(SessionState.transaction) && !row.has('ends-transaction');
  return queues || (row.flags & FlagBit.denyoom) !== 0 ? Errors.outOfMemory : undefined;
};
