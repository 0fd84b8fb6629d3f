import type { Gate } from '../gate.ts';

/** The user's rights: command, keys, channels, database, source. A refusal is written to ACL LOG. */
export const permitted: Gate = ({ call, row, session, server }) =>
  server.rights.refusal(session, row, call.args);
