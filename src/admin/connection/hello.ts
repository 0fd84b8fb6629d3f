import { parseInteger } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Reply } from '../../resp/reply.ts';
import { clientName } from '../client/client-name.ts';
import { REDIS_VERSION } from '../redis-version.ts';
import type { ServerServices } from '../services.ts';
import { logIn } from './log-in.ts';

const NOT_A_VERSION = new CommandError('ERR Protocol version is not an integer or out of range');
const NO_SUCH_VERSION = new CommandError('NOPROTO unsupported protocol version');
const NOT_AUTHENTICATED = new CommandError(
  'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> ' +
    'option can be used to authenticate the client and select the RESP protocol version at the same time',
);

/** What a HELLO asks for. */
interface Greeting {
  /** Undefined: as it is. */
  readonly protocol: number | undefined;
  readonly credentials: { readonly name: string; readonly password: Uint8Array } | undefined;
  readonly name: string | undefined;
}

/** HELLO: chooses the protocol, and may log in and name the connection in the same breath. */
export function hello(services: ServerServices): Command {
  return defineCommand({
    name: 'HELLO',
    arity: -1,
    flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'connection',
      since: '6.0.0',
      summary: 'Chooses the protocol version, logs in and names the connection.',
      complexity: 'O(1)',
      arguments: [
        {
          name: 'arguments',
          type: 'block',
          flags: ['optional'],
          arguments: [
            { name: 'protover', type: 'integer' },
            {
              name: 'auth',
              type: 'block',
              token: 'AUTH',
              flags: ['optional'],
              arguments: [
                { name: 'username', type: 'string' },
                { name: 'password', type: 'string' },
              ],
            },
            { name: 'clientname', type: 'string', token: 'SETNAME', flags: ['optional'] },
          ],
        },
      ],
    },
    traits: ['logs-in'],
    // The password stands behind options whose order is free.
    secret: 'all',
    run(call) {
      const session = sessionOf(call);
      const greeting = readGreeting(call);
      const welcome = (reply: Reply): void => greet(session, greeting, reply);
      if (greeting.credentials !== undefined) {
        logIn(services, call, { ...greeting.credentials, welcome });
        return;
      }
      if (!session.authenticated) throw NOT_AUTHENTICATED;
      welcome(call.reply);
    },
  });
}

function readGreeting(call: Call): Greeting {
  const { args } = call;
  const protocol = args.count > 1 ? readProtocol(call) : undefined;
  let credentials: Greeting['credentials'];
  let name: string | undefined;
  for (let word = 2; word < args.count; word++) {
    const following = args.count - 1 - word;
    if (call.is(word, 'auth') && following >= 2) {
      credentials = { name: args.latin1(word + 1), password: args.view(word + 2) };
      word += 2;
    } else if (call.is(word, 'setname') && following >= 1) {
      name = clientName(args.latin1(word + 1));
      word++;
    } else throw new CommandError(`ERR Syntax error in HELLO option '${args.latin1(word)}'`);
  }
  return { protocol, credentials, name };
}

function readProtocol({ args }: Call): number {
  const version = parseInteger(args.u8, args.start(1), args.length(1));
  if (Number.isNaN(version)) throw NOT_A_VERSION;
  if (version !== 2 && version !== 3) throw NO_SUCH_VERSION;
  return version;
}

function greet(session: Session, { protocol, name }: Greeting, reply: Reply): void {
  if (name !== undefined) session.name = name;
  if (protocol !== undefined) session.resp3 = protocol === 3;
  reply.resp3 = session.resp3;
  reply.map(7);
  reply.bulkLatin1('server');
  // Clients decide by this name what they may send; who we are is in INFO's server_name.
  reply.bulkLatin1('redis');
  reply.bulkLatin1('version');
  reply.bulkLatin1(REDIS_VERSION);
  reply.bulkLatin1('proto');
  reply.integer(session.resp3 ? 3 : 2);
  reply.bulkLatin1('id');
  reply.integer(session.id);
  reply.bulkLatin1('mode');
  reply.bulkLatin1('standalone');
  reply.bulkLatin1('role');
  reply.bulkLatin1('master');
  reply.bulkLatin1('modules');
  reply.array(0);
}
