import {
  describeChannels,
  describeCommands,
  describeDatabases,
  describeKeys,
  ownFields,
  userFlags,
} from '../../access/describe.ts';
import type { SelectorRules } from '../../access/selector.ts';
import type { User } from '../../access/user.ts';
import { utcText } from '../../base/calendar.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import type { AclServices } from './acl-services.ts';

/** ACL GETUSER: the rules of one user. */
export function aclGetuser(services: AclServices): Command {
  return defineCommand({
    name: 'GETUSER',
    arity: 3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    secret: 'all',
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Shows the rules of a user.',
      complexity:
        'O(N). Where N is the number of password, command and pattern rules that the user has.',
      history: [
        ['6.2.0', 'Shows channel patterns.'],
        ['7.0.0', 'Shows selectors, and key and channel patterns as rules instead of a list.'],
      ],
      arguments: [{ name: 'username', type: 'string' }],
    },
    run({ args, reply }) {
      const user = services.users.get(args.latin1(2));
      if (user === undefined) reply.null();
      else writeUser(reply, user, graceFields(services, user));
    },
  });
}

/** Which sources have an old password that is still valid, and until when. No field where none has. */
function graceFields({ users }: AclServices, { rules }: User): readonly Field[] {
  const graces: string[] = [];
  for (const source of rules.passwordSources) {
    const endMs = users.context.passwordSources?.graceEndMs(source);
    if (endMs !== undefined) graces.push(`${source} until ${utcText(endMs)}`);
  }
  return graces.length === 0 ? [] : [['password-grace', graces.join(', ')]];
}

function writeUser(reply: Reply, { rules }: User, grace: readonly Field[]): void {
  const [root, ...others] = rules.selectors;
  const ofRoot = root === undefined ? [] : selectorFields(root);
  const fields = [...ofRoot, ...ownFields(rules), ...grace];
  reply.map(fields.length + 3);
  reply.bulkLatin1('flags');
  const flags = userFlags(rules);
  reply.set(flags.length);
  for (const flag of flags) reply.bulkLatin1(flag);
  reply.bulkLatin1('passwords');
  const passwords = [...rules.passwords, ...rules.passwordSources];
  reply.array(passwords.length);
  for (const password of passwords) reply.bulkLatin1(password);
  writeFields(reply, fields);
  reply.bulkLatin1('selectors');
  reply.array(others.length);
  for (const selector of others) {
    const own = selectorFields(selector);
    reply.map(own.length);
    writeFields(reply, own);
  }
}

type Field = readonly [name: string, value: string];

function selectorFields(rules: SelectorRules): Field[] {
  const fields: Field[] = [
    ['commands', describeCommands(rules)],
    ['keys', describeKeys(rules)],
    ['channels', describeChannels(rules)],
  ];
  if (!rules.allDatabases) fields.push(['databases', describeDatabases(rules)]);
  return fields;
}

function writeFields(reply: Reply, fields: readonly Field[]): void {
  for (const [name, value] of fields) {
    reply.bulkLatin1(name);
    reply.bulkLatin1(value);
  }
}
