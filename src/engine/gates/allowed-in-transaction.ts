import { CommandError } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';
import { SessionState } from '../session-state.ts';

const NOT_ALLOWED = new CommandError('ERR Command not allowed inside a transaction');

/** Some commands make no sense between MULTI and EXEC. */
export const allowedInTransaction: Gate = ({ row, session }) =>
  session.is(SessionState.transaction) &&
  ((row.flags & FlagBit.no_multi) !== 0 || row.has('logs-in'))
    ? NOT_ALLOWED
    : undefined;
