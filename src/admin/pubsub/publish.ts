import { ByteRange } from '../../base/byte-range.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { keyAt, NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';

/** PUBLISH: sends a message to all who listen to a channel. */
export function publish(services: ServerServices): Command {
  const [channel, message] = [new ByteRange(), new ByteRange()];
  return defineCommand({
    name: 'PUBLISH',
    arity: 3,
    flags: ['pubsub', 'loading', 'stale', 'fast', 'may_replicate'],
    categories: [],
    keys: NO_KEYS,
    channels: { first: 1, last: 1, patterns: false },
    loggable: [1],
    docs: {
      group: 'pubsub',
      since: '2.0.0',
      summary: 'Sends a message to all who listen to a channel.',
      complexity:
        'O(N+M) where N is the number of clients subscribed to the receiving channel and M is the total number of ' +
        'subscribed patterns (by any client).',
      arguments: [
        { name: 'channel', type: 'string' },
        { name: 'message', type: 'string' },
      ],
    },
    run({ args, reply }) {
      const { pubsub } = services;
      reply.integer(pubsub.publish(args.range(1, channel), args.range(2, message)));
    },
  });
}

/** SPUBLISH: sends a message to all who listen to a shard channel. */
export function spublish(services: ServerServices): Command {
  const [channel, message] = [new ByteRange(), new ByteRange()];
  return defineCommand({
    name: 'SPUBLISH',
    arity: 3,
    flags: ['pubsub', 'loading', 'stale', 'fast', 'may_replicate'],
    categories: [],
    keys: [keyAt(1, 'not_key')],
    channels: { first: 1, last: 1, patterns: false },
    loggable: [1],
    docs: {
      group: 'pubsub',
      since: '7.0.0',
      summary: 'Sends a message to all who listen to a shard channel.',
      complexity:
        'O(N) where N is the number of clients subscribed to the receiving shard channel.',
      arguments: [
        { name: 'shardchannel', type: 'string' },
        { name: 'message', type: 'string' },
      ],
    },
    run({ args, reply }) {
      const { pubsub } = services;
      reply.integer(pubsub.publishToShard(args.range(1, channel), args.range(2, message)));
    },
  });
}
