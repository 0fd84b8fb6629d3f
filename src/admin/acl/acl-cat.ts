import type { Call } from '../../command/call.ts';
import { CATEGORIES, CategoryBit } from '../../command/categories.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { requireAtMost } from '../wrong-use.ts';
import type { AclServices } from './acl-services.ts';

/** ACL CAT: the categories, or the commands of one. */
export function aclCat(services: AclServices): Command {
  return defineCommand({
    name: 'CAT',
    arity: -2,
    flags: ['noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Names the ACL categories, or the commands in one of them.',
      complexity: 'O(1) since the categories and commands are a fixed set.',
      arguments: [{ name: 'category', type: 'string', flags: ['optional'] }],
    },
    run(call) {
      requireAtMost(call, 3);
      if (call.count === 2) {
        call.reply.array(CATEGORIES.length);
        for (const name of CATEGORIES) call.reply.bulkLatin1(name);
      } else {
        writeCommands(call, services);
      }
    },
  });
}

function writeCommands({ args, reply }: Call, { table }: AclServices): void {
  const category = CATEGORIES.find((name) => args.is(2, name));
  if (category === undefined) {
    throw new CommandError(`ERR Unknown category '${args.latin1(2).slice(0, 128)}'`);
  }
  const rows = table.rows.filter((row) => (row.categories & CategoryBit[category]) !== 0);
  reply.array(rows.length);
  for (const row of rows) reply.bulkLatin1(row.fullName);
}
