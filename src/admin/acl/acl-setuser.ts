import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { FORGOTTEN_DEFAULT } from '../../config/posture.ts';
import type { AclServices } from './acl-services.ts';

/** ACL SETUSER: makes a user or changes one, all rules or none. */
export function aclSetuser(services: AclServices): Command {
  let isSaid = false;
  const sayForgottenDefault = (): void => {
    if (isSaid || !services.users.forgetsDefault) return;
    isSaid = true;
    services.log.line('warning', `WARNING: ${FORGOTTEN_DEFAULT} Fix: ACL SETUSER default off`);
  };
  return defineCommand({
    name: 'SETUSER',
    arity: -3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    secret: 'all',
    docs: {
      group: 'server',
      since: '6.0.0',
      summary: 'Makes a user, or changes one by further rules.',
      complexity: 'O(N). Where N is the number of rules provided.',
      history: [
        ['6.2.0', 'Knows channel patterns.'],
        ['7.0.0', 'Knows selectors and key patterns for reading and writing.'],
      ],
      arguments: [
        { name: 'username', type: 'string' },
        { name: 'rule', type: 'string', flags: ['optional', 'multiple'] },
      ],
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    run({ args, reply }) {
      const rules: string[] = [];
      for (let word = 3; word < args.count; word++) rules.push(args.latin1(word));
      const wrong = services.users.set(args.latin1(2), rules);
      if (wrong !== undefined) throw new CommandError(`ERR ${wrong}`);
      sayForgottenDefault();
      reply.ok();
    },
  });
}
