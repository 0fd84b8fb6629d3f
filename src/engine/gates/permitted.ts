import type { Gate } from '../gate.ts';

/** The user's rights: command, keys, channels, database, source. A refusal is written to ACL LOG. */
export const permitted: Gate = ({ call, session, engine }) => engine.rights.refusal(call, session);
