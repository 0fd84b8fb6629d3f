import { ByteRange } from '../../base/byte-range.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { keysFrom, NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Topic } from '../../engine/subscriptions.ts';
import type { ServerServices } from '../services.ts';
import { writeSubscription } from './write-subscription.ts';

/** What the three have in common. No channel is asked of the ACL: whoever listens may stop. */
const name = new ByteRange();

const UNSUBSCRIBING = {
  arity: -1,
  flags: ['pubsub', 'noscript', 'loading', 'stale'],
  traits: ['while-subscribed', 'answers-by-messages'],
  categories: [],
  loggable: [1],
} as const;

/** UNSUBSCRIBE: listens no more to channels, or to any. */
export function unsubscribe(services: ServerServices): Command {
  return defineCommand({
    ...UNSUBSCRIBING,
    name: 'UNSUBSCRIBE',
    keys: NO_KEYS,
    docs: {
      group: 'pubsub',
      since: '2.0.0',
      summary: 'Listens no more to channels; without a name, to none at all.',
      complexity: 'O(N) where N is the number of clients already subscribed to a channel.',
      arguments: [{ name: 'channel', type: 'string', flags: ['optional', 'multiple'] }],
    },
    run(call) {
      stopListening(services, call, 'channels');
    },
  });
}

/** PUNSUBSCRIBE: listens no more to patterns, or to any. */
export function punsubscribe(services: ServerServices): Command {
  return defineCommand({
    ...UNSUBSCRIBING,
    name: 'PUNSUBSCRIBE',
    keys: NO_KEYS,
    docs: {
      group: 'pubsub',
      since: '2.0.0',
      summary: 'Listens no more to patterns; without one, to none at all.',
      complexity:
        'O(N+M) where N is the number of patterns the client is already subscribed and M is the number of total ' +
        'patterns subscribed in the system (by any client).',
      arguments: [{ name: 'pattern', type: 'pattern', flags: ['optional', 'multiple'] }],
    },
    run(call) {
      stopListening(services, call, 'patterns');
    },
  });
}

/** SUNSUBSCRIBE: listens no more to shard channels, or to any. */
export function sunsubscribe(services: ServerServices): Command {
  return defineCommand({
    ...UNSUBSCRIBING,
    name: 'SUNSUBSCRIBE',
    keys: [keysFrom(1, { last: -1, step: 1 }, 'not_key')],
    docs: {
      group: 'pubsub',
      since: '7.0.0',
      summary: 'Listens no more to shard channels; without a name, to none at all.',
      complexity: 'O(N) where N is the number of clients already subscribed to a shard channel.',
      arguments: [{ name: 'shardchannel', type: 'string', flags: ['optional', 'multiple'] }],
    },
    run(call) {
      stopListening(services, call, 'shardChannels');
    },
  });
}

function stopListening({ pubsub }: ServerServices, call: Call, topic: Topic): void {
  const { args, reply } = call;
  const session = sessionOf(call);
  const what = call.row.fullName;
  for (let word = 1; word < args.count; word++) {
    pubsub.unsubscribe(session, topic, args.range(word, name));
    writeSubscription(reply, session, { what, topic, name: args.view(word) });
  }
  if (args.count > 1) return;
  const all = [...(session.subscriptions?.subjects ?? [])].filter((each) => each.topic === topic);
  for (const { bytes } of all) {
    pubsub.unsubscribe(session, topic, name.set(bytes));
    writeSubscription(reply, session, { what, topic, name: bytes });
  }
  // Still one answer, so that the client knows that it has been heard.
  if (all.length === 0) writeSubscription(reply, session, { what, topic, name: undefined });
}
