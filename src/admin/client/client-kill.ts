import type { User } from '../../access/user.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { ServerServices } from '../services.ts';
import { type ClientType, clientTypeOf, readClientType } from './client-type.ts';

const NO_SUCH_CLIENT = new CommandError('ERR No such client');
const BAD_ID = new CommandError('ERR client-id should be greater than 0');
const BAD_AGE = new CommandError('ERR maxage is not an integer or out of range');
const AGE_TOO_LOW = new CommandError('ERR maxage should be greater than 0');

/** Which connections CLIENT KILL means; a filter that was not given is undefined. */
interface Filters {
  id?: number;
  type?: ClientType;
  user?: User;
  address?: string;
  localAddress?: string;
  maxAgeSeconds?: number;
  skipsCaller: boolean;
}

const ARGUMENTS: readonly ArgumentDoc[] = [
  {
    name: 'filter',
    type: 'oneof',
    arguments: [
      { name: 'old-format', type: 'string', deprecatedSince: '2.8.12', display: 'ip:port' },
      {
        name: 'new-format',
        type: 'oneof',
        flags: ['multiple'],
        arguments: [
          {
            name: 'client-id',
            type: 'integer',
            token: 'ID',
            since: '2.8.12',
            flags: ['optional'],
          },
          {
            name: 'client-type',
            type: 'oneof',
            token: 'TYPE',
            since: '2.8.12',
            flags: ['optional'],
            arguments: [
              { name: 'normal', type: 'pure-token', token: 'NORMAL' },
              { name: 'master', type: 'pure-token', token: 'MASTER', since: '3.2.0' },
              { name: 'slave', type: 'pure-token', token: 'SLAVE' },
              { name: 'replica', type: 'pure-token', token: 'REPLICA', since: '5.0.0' },
              { name: 'pubsub', type: 'pure-token', token: 'PUBSUB' },
            ],
          },
          { name: 'username', type: 'string', token: 'USER', flags: ['optional'] },
          {
            name: 'addr',
            type: 'string',
            token: 'ADDR',
            flags: ['optional'],
            display: 'ip:port',
          },
          {
            name: 'laddr',
            type: 'string',
            token: 'LADDR',
            since: '6.2.0',
            flags: ['optional'],
            display: 'ip:port',
          },
          {
            name: 'skipme',
            type: 'oneof',
            token: 'SKIPME',
            flags: ['optional'],
            arguments: [
              { name: 'yes', type: 'pure-token', token: 'YES' },
              { name: 'no', type: 'pure-token', token: 'NO' },
            ],
          },
        ],
      },
    ],
  },
];

/** CLIENT KILL: closes connections, named by an address or by filters. */
export function clientKill(services: ServerServices): Command {
  return defineCommand({
    name: 'KILL',
    arity: -3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2, 3, 4, 5, 6, 7, 8, 9],
    docs: {
      group: 'connection',
      since: '2.4.0',
      summary: 'Closes connections, by address or by filters.',
      complexity: 'O(N) where N is the number of client connections',
      arguments: ARGUMENTS,
    },
    run(call) {
      const isOldForm = call.count === 3;
      const filters = isOldForm
        ? { address: call.args.latin1(2), skipsCaller: false }
        : readFilters(services, call);
      const caller = sessionOf(call);
      const chosen = [...services.sessions.values()].filter((session) =>
        matches(session, filters, call.nowMs),
      );
      const killed = filters.skipsCaller ? chosen.filter((session) => session !== caller) : chosen;
      if (isOldForm && killed.length === 0) throw NO_SUCH_CLIENT;
      if (isOldForm) call.reply.ok();
      else call.reply.integer(killed.length);
      for (const session of killed)
        session.link.close(session === caller ? 'after-replies' : 'now');
    },
  });
}

function readFilters(services: ServerServices, call: Call): Filters {
  const filters: Filters = { skipsCaller: true };
  for (let word = 2; word < call.count; word += 2) {
    if (word + 1 >= call.count) throw Errors.syntax;
    readFilter(services, call, { word, filters });
  }
  return filters;
}

function readFilter(
  services: ServerServices,
  call: Call,
  { word, filters }: { readonly word: number; readonly filters: Filters },
): void {
  const { args } = call;
  const value = word + 1;
  switch (args.latin1(word).toLowerCase()) {
    case 'id':
      filters.id = call.integer(value, BAD_ID);
      if (filters.id < 1) throw BAD_ID;
      break;
    case 'type':
      filters.type = readClientType(call, value);
      break;
    case 'user':
      filters.user = namedUser(services, args.latin1(value));
      break;
    case 'addr':
      filters.address = args.latin1(value);
      break;
    case 'laddr':
      filters.localAddress = args.latin1(value);
      break;
    case 'maxage':
      filters.maxAgeSeconds = call.integer(value, BAD_AGE);
      if (filters.maxAgeSeconds <= 0) throw AGE_TOO_LOW;
      break;
    case 'skipme':
      if (!call.is(value, 'yes') && !call.is(value, 'no')) throw Errors.syntax;
      filters.skipsCaller = call.is(value, 'yes');
      break;
    default:
      throw Errors.syntax;
  }
}

function namedUser({ users }: ServerServices, name: string): User {
  const user = users.get(name);
  if (user === undefined) throw new CommandError(`ERR No such user '${name}'`);
  return user;
}

function matches(session: Session, filters: Filters, nowMs: number): boolean {
  const { link } = session;
  if (filters.address !== undefined && link.address !== filters.address) return false;
  if (filters.localAddress !== undefined && link.localAddress !== filters.localAddress)
    return false;
  if (filters.type !== undefined && clientTypeOf(session) !== filters.type) return false;
  if (filters.id !== undefined && session.id !== filters.id) return false;
  if (filters.user !== undefined && session.user !== filters.user) return false;
  const ageSeconds = Math.floor((nowMs - session.createdMs) / 1000);
  return filters.maxAgeSeconds === undefined || ageSeconds >= filters.maxAgeSeconds;
}
