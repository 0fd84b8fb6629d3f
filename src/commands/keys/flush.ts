import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { FlushMode, Keyspace } from '../../keyspace/keyspace.ts';
import { isPropagated } from '../propagation.ts';

const FLUSH_TYPE: readonly ArgumentDoc[] = [
  {
    name: 'flush-type',
    type: 'oneof',
    flags: ['optional'],
    arguments: [
      { name: 'async', type: 'pure-token', token: 'ASYNC', since: '4.0.0' },
      { name: 'sync', type: 'pure-token', token: 'SYNC', since: '6.2.0' },
    ],
  },
];

const HISTORY = [
  ['4.0.0', 'The option `ASYNC` was added.'],
  ['6.2.0', 'The option `SYNC` was added.'],
] as const;

export function flushdb(keyspace: Keyspace): Command {
  return defineCommand({
    name: 'FLUSHDB',
    arity: -1,
    flags: ['write'],
    categories: ['keyspace', 'dangerous'],
    keys: NO_KEYS,
    loggable: [1],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Removes all keys of the selected database.',
      complexity: 'O(N) for N keys in the database',
      history: HISTORY,
      arguments: FLUSH_TYPE,
      tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
    },
    run(call) {
      keyspace.flush(call.db, readMode(call));
      answer(call);
    },
  });
}

export function flushall(keyspace: Keyspace): Command {
  return defineCommand({
    name: 'FLUSHALL',
    arity: -1,
    flags: ['write'],
    categories: ['keyspace', 'dangerous'],
    keys: NO_KEYS,
    loggable: [1],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Removes all keys of all databases.',
      complexity: 'O(N) for N keys in all databases',
      history: HISTORY,
      arguments: FLUSH_TYPE,
      tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
    },
    run(call) {
      keyspace.flush('all', readMode(call));
      answer(call);
    },
  });
}

function readMode(call: Call): FlushMode {
  if (call.count === 1) return call.settings.memory.lazyfreeUserFlush ? 'async' : 'sync';
  if (call.count === 2 && call.is(1, 'sync')) return 'sync';
  if (call.count === 2 && call.is(1, 'async')) return 'async';
  throw Errors.syntax;
}

function answer(call: Call): void {
  const { args } = call;
  // Replicas are told even when nothing was there: they may have what we have not.
  if (isPropagated(call)) {
    call.propagateAs(Array.from({ length: args.count }, (_, word) => args.copy(word)));
  }
  call.reply.ok();
}
