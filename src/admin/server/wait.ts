import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import { readTimeoutMs } from '../timeout-argument.ts';

const NOT_LOCAL = new CommandError('ERR value is out of range, value must between 0 and 1');
const NO_AOF = new CommandError(
  'ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.',
);

/** WAIT: no replica will ever confirm, so the answer is 0, at once or after the timeout. */
export const wait: Command = defineCommand({
  name: 'WAIT',
  arity: 3,
  flags: ['noscript'],
  traits: ['may-block'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [1, 2],
  docs: {
    group: 'generic',
    since: '3.0.0',
    summary: 'Waits until replicas have what this connection wrote: there are none.',
    complexity: 'O(1)',
    arguments: [
      { name: 'numreplicas', type: 'integer' },
      { name: 'timeout', type: 'integer' },
    ],
    tips: ['request_policy:all_shards', 'response_policy:agg_min'],
  },
  run(call) {
    const replicas = call.integer(1);
    const timeoutMs = readTimeoutMs(call, 2);
    if (replicas <= 0) answerNobody(call.reply);
    else call.block({ timeoutMs, onTimeout: answerNobody });
  },
});

/** WAITAOF: there is no append-only file, neither here nor at a replica. */
export const waitaof: Command = defineCommand({
  name: 'WAITAOF',
  arity: 4,
  flags: ['blocking'],
  traits: ['may-block'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [1, 2, 3],
  docs: {
    group: 'generic',
    since: '7.2.0',
    summary: 'Waits until append-only files have what this connection wrote: there are none.',
    complexity: 'O(1)',
    arguments: [
      { name: 'numlocal', type: 'integer' },
      { name: 'numreplicas', type: 'integer' },
      { name: 'timeout', type: 'integer' },
    ],
    tips: ['request_policy:all_shards', 'response_policy:agg_min'],
  },
  run(call) {
    const local = call.integer(1);
    if (local !== 0 && local !== 1) throw NOT_LOCAL;
    const replicas = call.integer(2);
    if (replicas < 0) throw Errors.mustBePositive;
    const timeoutMs = readTimeoutMs(call, 3);
    if (local === 1) throw NO_AOF;
    if (replicas === 0) answerNone(call.reply);
    else call.block({ timeoutMs, onTimeout: answerNone });
  },
});

function answerNobody(reply: Reply): void {
  reply.integer(0);
}

function answerNone(reply: Reply): void {
  reply.array(2);
  reply.integer(0);
  reply.integer(0);
}
