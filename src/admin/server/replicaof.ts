import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

const NO_REPLICATION = new CommandError(
  'ERR This version of Casemate cannot follow another server',
);

/** REPLICAOF. */
export const replicaof = defineCommand({
  name: 'REPLICAOF',
  arity: 3,
  flags: ['admin', 'noscript', 'stale', 'no_async_loading'],
  categories: [],
  keys: NO_KEYS,
  loggable: [1, 2],
  docs: {
    group: 'server',
    since: '5.0.0',
    summary: 'Refuses to follow another server: there is no replication yet.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'args',
        type: 'oneof',
        arguments: [
          {
            name: 'host-port',
            type: 'block',
            arguments: [
              { name: 'host', type: 'string' },
              { name: 'port', type: 'integer' },
            ],
          },
          {
            name: 'no-one',
            type: 'block',
            arguments: [
              { name: 'no', type: 'pure-token', token: 'NO' },
              { name: 'one', type: 'pure-token', token: 'ONE' },
            ],
          },
        ],
      },
    ],
  },
  run: follow,
});

/** SLAVEOF: the old name. */
export const slaveof = defineCommand({
  name: 'SLAVEOF',
  arity: 3,
  flags: ['admin', 'noscript', 'stale', 'no_async_loading'],
  categories: [],
  keys: NO_KEYS,
  loggable: [1, 2],
  docs: {
    group: 'server',
    since: '1.0.0',
    summary: 'Refuses to follow another server: there is no replication yet.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '5.0.0',
    replacedBy: '`REPLICAOF`',
    arguments: [
      {
        name: 'args',
        type: 'oneof',
        arguments: [
          {
            name: 'host-port',
            type: 'block',
            arguments: [
              { name: 'host', type: 'string' },
              { name: 'port', type: 'integer' },
            ],
          },
          {
            name: 'no-one',
            type: 'block',
            arguments: [
              { name: 'no', type: 'pure-token', token: 'NO' },
              { name: 'one', type: 'pure-token', token: 'ONE' },
            ],
          },
        ],
      },
    ],
  },
  run: follow,
});

/** `NO ONE` is how it is already. */
function follow(call: Call): void {
  if (!call.is(1, 'no') || !call.is(2, 'one')) throw NO_REPLICATION;
  call.reply.ok();
}
