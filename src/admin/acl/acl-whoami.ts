import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

/** ACL WHOAMI: the user of this connection. */
export const aclWhoami = defineCommand({
  name: 'WHOAMI',
  arity: 2,
  flags: ['noscript', 'loading', 'stale'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '6.0.0',
    summary: 'Names the user of this connection.',
    complexity: 'O(1)',
  },
  run: ({ reply, session }) => reply.bulkLatin1(session.userName),
});
