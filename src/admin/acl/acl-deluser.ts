import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { AclServices } from './acl-services.ts';

const DEFAULT_STAYS = new CommandError("ERR The 'default' user cannot be removed");

/** ACL DELUSER: removes users; their connections end. */
export function aclDeluser(services: AclServices): Command {
  return defineCommand({
    name: 'DELUSER',
    arity: -3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    secret: 'all',
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Removes users and ends their connections.',
      complexity: 'O(1) amortized time considering the typical user.',
      arguments: [{ name: 'username', type: 'string', flags: ['multiple'] }],
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    run({ args, reply }) {
      const names: string[] = [];
      for (let word = 2; word < args.count; word++) names.push(args.latin1(word));
      if (names.includes(services.users.defaultUser.name)) throw DEFAULT_STAYS;
      reply.integer(services.users.delete(names));
    },
  });
}
