import { ByteRange } from '../../base/byte-range.ts';
import { Glob } from '../../base/glob.ts';
import type { NameMap } from '../../base/name-map.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Audience } from '../../engine/pubsub-hub.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';
import { requireAtMost } from '../wrong-use.ts';

const channel = new ByteRange();

const HELP = helpCommand({
  container: 'PUBSUB',
  group: 'pubsub',
  since: '6.2.0',
  categories: [],
  lines: [
    ['CHANNELS [<pattern>]', 'Name the channels that somebody listens to.'],
    ['NUMPAT', 'Count the patterns that somebody listens to.'],
    ['NUMSUB [<channel> ...]', 'Count who listens to each channel, patterns apart.'],
    ['SHARDCHANNELS [<pattern>]', 'Name the shard channels that somebody listens to.'],
    ['SHARDNUMSUB [<shardchannel> ...]', 'Count who listens to each shard channel.'],
  ],
});

/** What the subcommands have in common. */
const ASKING = {
  flags: ['pubsub', 'loading', 'stale'],
  categories: [],
  keys: NO_KEYS,
} as const;

const PATTERN: readonly ArgumentDoc[] = [{ name: 'pattern', type: 'pattern', flags: ['optional'] }];

/** PUBSUB and its subcommands: who listens to what. */
export function pubsub(services: ServerServices): Command {
  return defineCommand({
    name: 'PUBSUB',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'pubsub',
      since: '2.8.0',
      summary: 'Groups the commands about who listens to what.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      channels(services),
      numpat(services),
      numsub(services),
      shardchannels(services),
      shardnumsub(services),
      HELP,
    ],
  });
}

function channels(services: ServerServices): Command {
  return defineCommand({
    ...ASKING,
    name: 'CHANNELS',
    arity: -2,
    loggable: [2],
    docs: {
      group: 'pubsub',
      since: '2.8.0',
      summary: 'Names the channels that somebody listens to.',
      complexity:
        'O(N) where N is the number of active channels, and assuming constant time pattern matching (relatively short ' +
        'channels and patterns)',
      arguments: PATTERN,
    },
    run(call) {
      answerNames(call, services.pubsub.channels);
    },
  });
}

function shardchannels(services: ServerServices): Command {
  return defineCommand({
    ...ASKING,
    name: 'SHARDCHANNELS',
    arity: -2,
    loggable: [2],
    docs: {
      group: 'pubsub',
      since: '7.0.0',
      summary: 'Names the shard channels that somebody listens to.',
      complexity:
        'O(N) where N is the number of active shard channels, and assuming constant time pattern matching (relatively ' +
        'short shard channels).',
      arguments: PATTERN,
    },
    run(call) {
      answerNames(call, services.pubsub.shardChannels);
    },
  });
}

function numsub(services: ServerServices): Command {
  return defineCommand({
    ...ASKING,
    name: 'NUMSUB',
    arity: -2,
    loggable: [2],
    docs: {
      group: 'pubsub',
      since: '2.8.0',
      summary: 'Counts who listens to each of some channels.',
      complexity: 'O(N) for the NUMSUB subcommand, where N is the number of requested channels',
      arguments: [{ name: 'channel', type: 'string', flags: ['optional', 'multiple'] }],
    },
    run(call) {
      answerCounts(call, services.pubsub.channels);
    },
  });
}

function shardnumsub(services: ServerServices): Command {
  return defineCommand({
    ...ASKING,
    name: 'SHARDNUMSUB',
    arity: -2,
    loggable: [2],
    docs: {
      group: 'pubsub',
      since: '7.0.0',
      summary: 'Counts who listens to each of some shard channels.',
      complexity:
        'O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard channels',
      arguments: [{ name: 'shardchannel', type: 'string', flags: ['optional', 'multiple'] }],
    },
    run(call) {
      answerCounts(call, services.pubsub.shardChannels);
    },
  });
}

function numpat(services: ServerServices): Command {
  return defineCommand({
    ...ASKING,
    name: 'NUMPAT',
    arity: 2,
    loggable: [],
    docs: {
      group: 'pubsub',
      since: '2.8.0',
      summary: 'Counts the patterns that somebody listens to.',
      complexity: 'O(1)',
    },
    run({ reply }) {
      reply.integer(services.pubsub.patterns.size);
    },
  });
}

function answerNames(call: Call, audiences: NameMap<Audience>): void {
  requireAtMost(call, 3);
  const { args, reply } = call;
  const glob = args.count === 3 ? new Glob(args.view(2)) : undefined;
  const named = [...audiences].filter(
    ({ bytes }) => glob === undefined || glob.matches(bytes, 0, bytes.length),
  );
  reply.array(named.length);
  for (const { bytes } of named) reply.bulkBytes(bytes);
}

function answerCounts({ args, reply }: Call, audiences: NameMap<Audience>): void {
  reply.array((args.count - 2) * 2);
  for (let word = 2; word < args.count; word++) {
    reply.bulkBytes(args.view(word));
    reply.integer(audiences.find(args.range(word, channel))?.sessions.size ?? 0);
  }
}
