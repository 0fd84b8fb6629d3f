import { Errors } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import type { Gate } from '../gate.ts';

/** Nobody does anything before saying who he is, but say so (AUTH, HELLO) or leave (QUIT, RESET). */
export const authenticated: Gate = ({ row, session, server }) => {
  if (session.authenticated || (row.flags & FlagBit.no_auth) !== 0) return undefined;
  // As Redis: connections from before `default` lost its password needn't reconnect.
  return server.rights.isOpenTo(session.link) ? undefined : Errors.noAuth;
};
