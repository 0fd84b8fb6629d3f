import { check } from '../../src/access/check.ts';
import type { Denial } from '../../src/access/denial.ts';
import { IN_PROCESS } from '../../src/access/source-rule.ts';
import type { User } from '../../src/access/user.ts';
import type { RuleContext } from '../../src/access/user-rules.ts';
import { Users } from '../../src/access/users.ts';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import type { Command } from '../../src/command/command.ts';
import { CommandError } from '../../src/command/errors.ts';
import { type KeySpec, keyAt, keysCounted, keysFrom, NO_KEYS } from '../../src/command/key-spec.ts';
import { CommandTable } from '../../src/command/table.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { SecuritySettings } from '../../src/settings/security-settings.ts';

type Parts = Partial<Command> & Pick<Command, 'name' | 'arity'>;

function command(parts: Parts): Command {
  return {
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: { group: 'generic', since: '1.0.0', summary: '', complexity: '' },
    run: () => undefined,
    ...parts,
  };
}

const reads: readonly KeySpec[] = [keyAt(1, 'RO', 'access')];
const writes: readonly KeySpec[] = [keyAt(1, 'OW', 'update')];
const reading: readonly KeySpec[] = [keysFrom(1, { last: -1, step: 1 }, 'RO', 'access')];

/** A few commands, one of each kind that ACLs tell apart. None of them does anything. */
export const STAND_COMMANDS: readonly Command[] = [
  command({
    name: 'GET',
    arity: 2,
    flags: ['readonly', 'fast'],
    categories: ['string'],
    keys: reads,
  }),
  command({
    name: 'MGET',
    arity: -2,
    flags: ['readonly', 'fast'],
    categories: ['string'],
    keys: reading,
  }),
  command({ name: 'SET', arity: -3, flags: ['write'], categories: ['string'], keys: writes }),
  command({
    name: 'STRLEN',
    arity: 2,
    flags: ['readonly', 'fast'],
    categories: ['string'],
    keys: [keyAt(1, 'RO')],
  }),
  command({
    name: 'COPY',
    arity: -3,
    flags: ['write'],
    categories: ['keyspace'],
    keys: [keyAt(1, 'RO', 'access'), keyAt(2, 'OW', 'update')],
  }),
  command({
    name: 'MOVE',
    arity: 3,
    flags: ['write', 'fast'],
    categories: ['keyspace'],
    keys: writes,
  }),
  command({ name: 'KEYS', arity: 2, flags: ['readonly', 'dangerous'], categories: ['keyspace'] }),
  command({ name: 'FLUSHALL', arity: -1, flags: ['write', 'dangerous'], categories: ['keyspace'] }),
  command({
    name: 'SWAPDB',
    arity: 3,
    flags: ['write', 'fast', 'dangerous'],
    categories: ['keyspace'],
  }),
  command({
    name: 'EVAL',
    arity: -3,
    flags: ['noscript'],
    categories: ['scripting'],
    keys: [keysCounted(2, 'RW', 'access', 'update')],
  }),
  command({
    name: 'SORT',
    arity: -2,
    flags: ['write', 'dangerous'],
    keys: [keyAt(1, 'RO', 'access'), { begin: 1, find: 'unknown', access: ['OW', 'update'] }],
  }),
  command({ name: 'PING', arity: -1, flags: ['fast'], categories: ['connection'] }),
  command({ name: 'AUTH', arity: -2, flags: ['no_auth', 'fast'], categories: ['connection'] }),
  command({ name: 'SELECT', arity: 2, flags: ['fast'], categories: ['connection'] }),
  command({
    name: 'CONFIG',
    arity: -2,
    subcommands: [
      command({ name: 'GET', arity: -3, flags: ['admin'] }),
      command({ name: 'SET', arity: -4, flags: ['admin'] }),
      command({ name: 'HELP', arity: 2 }),
    ],
  }),
  command({
    name: 'PUBLISH',
    arity: 3,
    flags: ['pubsub', 'fast'],
    channels: { first: 1, last: 1, patterns: false },
  }),
  command({
    name: 'SUBSCRIBE',
    arity: -2,
    flags: ['pubsub'],
    channels: { first: 1, last: -1, patterns: false },
  }),
  command({
    name: 'PSUBSCRIBE',
    arity: -2,
    flags: ['pubsub'],
    channels: { first: 1, last: -1, patterns: true },
  }),
];

/** Users over those commands. */
export class AclStand {
  readonly security = new SecuritySettings();
  readonly table = new CommandTable(STAND_COMMANDS);
  readonly context: RuleContext;
  readonly users: Users;

  constructor(more: Partial<Omit<RuleContext, 'table' | 'security'>> = {}) {
    this.context = {
      table: this.table,
      crypto: new NodeCrypto(),
      security: this.security,
      ...more,
    };
    this.users = new Users(this.context, new Uint8Array(32));
  }

  /** Makes or changes a user by a line of rules. */
  user(line: string, name = 'alice'): User {
    const wrong = this.users.set(name, line.split(' '));
    if (wrong !== undefined) throw new Error(wrong);
    return this.users.get(name) ?? this.users.defaultUser;
  }

  /** What is denied to a user in a database, for a line of words. */
  denial(user: User, line: string, databaseIndex = 0): Denial | undefined {
    const args = Arguments.of(line.split(' ').map(fromLatin1));
    const row = findRow(this.table, args);
    if (row instanceof CommandError) throw row;
    return check({ user, databaseIndex, nowMs: 0, link: IN_PROCESS }, row, args);
  }

  /** The reason alone, for tables of cases. */
  verdict(user: User, line: string, databaseIndex = 0): string {
    return this.denial(user, line, databaseIndex)?.reason ?? 'allowed';
  }
}
