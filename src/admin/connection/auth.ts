import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import type { ServerServices } from '../services.ts';
import { logIn } from './log-in.ts';

const NO_PASSWORD_CONFIGURED = new CommandError(
  'ERR AUTH <password> called without any password configured for the default user. ' +
    'Are you sure your configuration is correct?',
);

/** AUTH: proves who the client is, as `default` when only a password is given. */
export function auth(services: ServerServices): Command {
  return defineCommand({
    name: 'AUTH',
    arity: -2,
    flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'connection',
      since: '1.0.0',
      summary: 'Logs the connection in.',
      complexity: 'O(N) where N is the number of passwords defined for the user',
      arguments: [
        { name: 'username', type: 'string', since: '6.0.0', flags: ['optional'] },
        { name: 'password', type: 'string' },
      ],
    },
    traits: ['logs-in'],
    secret: 'all',
    run(call) {
      const { args } = call;
      if (args.count > 3) throw Errors.syntax;
      const isNamed = args.count === 3;
      const { users } = services;
      if (!isNamed && users.defaultUser.noPassword) throw NO_PASSWORD_CONFIGURED;
      logIn(services, call, {
        name: isNamed ? args.latin1(1) : users.defaultUser.name,
        password: args.view(isNamed ? 2 : 1),
        welcome,
      });
    },
  });
}

function welcome(reply: Reply): void {
  reply.ok();
}
