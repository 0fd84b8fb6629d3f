import type { Command } from '../../src/command/command.ts';
import { keyCommands } from '../../src/commands/keys/index.ts';
import { listCommands } from '../../src/commands/list/index.ts';
import { AdminServer } from './admin-server.ts';

/** A server without sockets that has lists, which somebody can wait for. */
export function listServer(...extra: readonly Command[]): AdminServer {
  return new AdminServer([...listCommands, ...keyCommands, ...extra]);
}
