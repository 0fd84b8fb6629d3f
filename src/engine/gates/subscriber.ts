import { CommandError } from '../../command/errors.ts';
import type { Gate } from '../gate.ts';
import { SessionState } from '../session-state.ts';

/** In RESP2 a subscriber's connection carries messages, so only what keeps to that is allowed. */
export const subscriber: Gate = ({ row, session }) => {
  if (!session.is(SessionState.subscribed) || session.resp3 || row.has('while-subscribed'))
    return undefined;
  return new CommandError(
    `ERR Can't execute '${row.fullName}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET ` +
      'are allowed in this context',
  );
};
