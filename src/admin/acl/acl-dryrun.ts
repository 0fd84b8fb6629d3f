import { check } from '../../access/check.ts';
import { denialExplanation } from '../../access/denial.ts';
import { IN_PROCESS } from '../../access/source-rule.ts';
import { Arguments } from '../../base/arguments.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import type { CommandNames } from '../../command/table.ts';
import type { AclServices } from './acl-services.ts';

const REQUEST_WORD = 3;

/** ACL DRYRUN: whether a user could run a request, in the caller's database and from anywhere. */
export function aclDryrun(services: AclServices): Command {
  return defineCommand({
    name: 'DRYRUN',
    arity: -4,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    secret: 'all',
    docs: {
      group: 'server',
      since: '7.0.0',
      summary: 'Tells whether a user may run a request, without running it.',
      complexity: 'O(1).',
      arguments: [
        { name: 'username', type: 'string' },
        { name: 'command', type: 'string' },
        { name: 'arg', type: 'string', flags: ['optional', 'multiple'] },
      ],
    },
    run({ args, reply, session, nowMs }) {
      const user = services.users.get(args.latin1(2));
      if (user === undefined) throw new CommandError(`ERR User '${args.latin1(2)}' not found`);
      const request = requestIn(args);
      const row = rowOf(request, user.names ?? services.table);
      if (request.count < row.countMin || request.count > row.countMax) {
        throw new CommandError(`ERR wrong number of arguments for '${row.fullName}' command`);
      }
      const { databaseIndex } = session;
      const subject = { user, databaseIndex, nowMs, link: IN_PROCESS };
      const denial = check(subject, row, request);
      if (denial === undefined) reply.ok();
      else reply.bulkLatin1(denialExplanation(denial, user.name));
    },
  });
}

/** The words that follow the user's name, as a request of their own. */
function requestIn(args: Arguments): Arguments {
  const request = new Arguments(args.starts, args.lengths);
  request.u8 = args.u8;
  request.dv = args.dv;
  request.first = args.first + REQUEST_WORD;
  request.count = args.count - REQUEST_WORD;
  return request;
}

function rowOf(request: Arguments, names: CommandNames): CommandRow {
  const row = names.lookup(request);
  const found =
    row?.isContainer === true && request.count > 1 ? names.subcommand(row, request) : row;
  if (found === undefined) throw new CommandError(`ERR Command '${request.latin1(0)}' not found`);
  return found;
}
