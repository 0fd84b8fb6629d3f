import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import type { AclServices } from './acl-services.ts';

/** ACL LIST: the users as lines of an ACL file. */
export function aclList(services: AclServices): Command {
  return defineCommand({
    name: 'LIST',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Shows all users with their rules, as an ACL file holds them.',
      complexity: 'O(N). Where N is the number of configured users.',
    },
    run: ({ reply }) => writeTexts(reply, services.users.lines()),
  });
}

/** ACL USERS: the names alone. */
export function aclUsers(services: AclServices): Command {
  return defineCommand({
    name: 'USERS',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Names all users.',
      complexity: 'O(N). Where N is the number of configured users.',
    },
    run: ({ reply }) =>
      writeTexts(
        reply,
        services.users.inOrder().map((user) => user.name),
      ),
  });
}

function writeTexts(reply: Reply, texts: readonly string[]): void {
  reply.array(texts.length);
  for (const text of texts) reply.bulkLatin1(text);
}
