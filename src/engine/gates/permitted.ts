import type { Gate } from '../gate.ts';

/** The user's rights: command, keys, channels, database, source. A refusal is written to ACL LOG. */
export const permitted: Gate = ({ call, row, session, server }) => {
  const refusal = server.rights.refusal(session, row, call.args);
  if (refusal === undefined || row.fullName !== 'select') return refusal;
  // Attack row "refused SELECT ignored by the client": what follows was meant for another database.
  if (server.settings.security.selectDenied === 'close') session.link.close('after-replies');
  return refusal;
};
