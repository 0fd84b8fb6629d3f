import { ByteRange } from '../../base/byte-range.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { keysFrom, NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { Topic } from '../../engine/subscriptions.ts';
import type { ServerServices } from '../services.ts';
import { writeSubscription } from './write-subscription.ts';

const name = new ByteRange();

const NOT_WITHIN = new CommandError("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");

/** What the three have in common. */
const SUBSCRIBING = {
  arity: -2,
  flags: ['pubsub', 'noscript', 'loading', 'stale'],
  traits: ['while-subscribed', 'answers-by-messages'],
  categories: [],
  loggable: [1],
} as const;

/** SUBSCRIBE: listens to channels. */
export function subscribe(services: ServerServices): Command {
  return defineCommand({
    ...SUBSCRIBING,
    name: 'SUBSCRIBE',
    keys: NO_KEYS,
    channels: { first: 1, last: -1, patterns: false },
    docs: {
      group: 'pubsub',
      since: '2.0.0',
      summary: 'Listens to what is published to channels.',
      complexity: 'O(N) where N is the number of channels to subscribe to.',
      arguments: [{ name: 'channel', type: 'string', flags: ['multiple'] }],
    },
    run(call) {
      listen(services, call, 'channels');
    },
  });
}

/** PSUBSCRIBE: listens to all channels that match patterns. */
export function psubscribe(services: ServerServices): Command {
  return defineCommand({
    ...SUBSCRIBING,
    name: 'PSUBSCRIBE',
    keys: NO_KEYS,
    channels: { first: 1, last: -1, patterns: true },
    docs: {
      group: 'pubsub',
      since: '2.0.0',
      summary: 'Listens to what is published to channels that match patterns.',
      complexity: 'O(N) where N is the number of patterns the client is already subscribed to.',
      arguments: [{ name: 'pattern', type: 'pattern', flags: ['multiple'] }],
    },
    run(call) {
      listen(services, call, 'patterns');
    },
  });
}

/** SSUBSCRIBE: listens to shard channels. */
export function ssubscribe(services: ServerServices): Command {
  return defineCommand({
    ...SUBSCRIBING,
    name: 'SSUBSCRIBE',
    keys: [keysFrom(1, { last: -1, step: 1 }, 'not_key')],
    channels: { first: 1, last: -1, patterns: false },
    docs: {
      group: 'pubsub',
      since: '7.0.0',
      summary: 'Listens to what is published to shard channels.',
      complexity: 'O(N) where N is the number of shard channels to subscribe to.',
      arguments: [{ name: 'shardchannel', type: 'string', flags: ['multiple'] }],
    },
    run(call) {
      // The other two may stand in a transaction, as they could before there was a rule.
      if (call.session.denyBlocking) throw NOT_WITHIN;
      listen(services, call, 'shardChannels');
    },
  });
}

function listen({ pubsub, engine }: ServerServices, call: Call, topic: Topic): void {
  const { args, reply } = call;
  const session = sessionOf(call);
  const before = session.subscriptions?.bytes ?? 0;
  for (let word = 1; word < args.count; word++) {
    pubsub.subscribe(session, topic, args.range(word, name));
    writeSubscription(reply, session, { what: call.row.fullName, topic, name: args.view(word) });
  }
  // Counted at once: many subscriptions must not outgrow `maxmemory` between two sweeps.
  engine.clientBytes += (session.subscriptions?.bytes ?? 0) - before;
}
