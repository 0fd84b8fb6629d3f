import type { ClientSession } from '../client-session.ts';
import type { ServerLink } from '../server-link.ts';
import { CommandManual } from './command-manual.ts';

/** What the server says of its commands; nothing while a transaction is open, because the question would be queued. */
export async function askManual(link: ServerLink, session: ClientSession): Promise<CommandManual> {
  if (!link.isOpen || session.inTransaction) return CommandManual.empty;
  return CommandManual.fromReply(await link.connection.call(['COMMAND', 'DOCS']));
}
