import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';

/** ROLE: a primary that has sent nothing to nobody. */
export const role = defineCommand({
  name: 'ROLE',
  arity: 1,
  flags: ['noscript', 'loading', 'stale', 'fast'],
  categories: ['admin', 'dangerous'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '2.8.12',
    summary: 'Tells the role in replication.',
    complexity: 'O(1)',
  },
  run({ reply }) {
    reply.array(3);
    reply.bulkLatin1('master');
    reply.integer(0);
    reply.array(0);
  },
});

/** LASTSAVE: as in Redis before the first save, the moment of the start. */
export function lastsave(services: ServerServices): Command {
  return defineCommand({
    name: 'LASTSAVE',
    arity: 1,
    flags: ['loading', 'stale', 'fast'],
    categories: ['admin', 'dangerous'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Tells when the data was last saved.',
      complexity: 'O(1)',
      tips: ['nondeterministic_output'],
    },
    run({ reply }) {
      reply.integer(Math.floor(services.identity.startedMs / 1000));
    },
  });
}
