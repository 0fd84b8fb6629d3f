import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { SlowLogEntry } from '../../observe/slow-log.ts';
import type { Reply } from '../../resp/reply.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';

const DEFAULT_COUNT = 10;
const BAD_COUNT = new CommandError('ERR count should be greater than or equal to -1');

const HELP = helpCommand({
  container: 'SLOWLOG',
  group: 'server',
  since: '6.2.0',
  categories: [],
  lines: [
    ['GET [<count>]', 'Show the newest entries (10 unless said otherwise, -1: all).'],
    ['LEN', 'Count the entries.'],
    ['RESET', 'Forget all entries.'],
  ],
});

function slowlogGet(services: ServerServices): Command {
  return defineCommand({
    name: 'GET',
    arity: -2,
    flags: ['admin', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '2.2.12',
      summary: 'Shows the newest entries of the slow log.',
      complexity: 'O(N) where N is the number of entries returned',
      arguments: [{ name: 'count', type: 'integer', flags: ['optional'] }],
      tips: ['request_policy:all_nodes', 'nondeterministic_output'],
    },
    run(call) {
      const entries = services.slowLog.newest(readCount(call));
      call.reply.array(entries.length);
      for (const entry of entries) writeEntry(call.reply, entry);
    },
  });
}

function readCount(call: Call): number {
  if (call.count > 3) {
    // With the subcommand as it was written, as Redis says it.
    throw new CommandError(
      `ERR unknown subcommand or wrong number of arguments for '${call.args.latin1(1)}'. Try SLOWLOG HELP.`,
    );
  }
  if (call.count === 2) return DEFAULT_COUNT;
  const count = call.integer(2, BAD_COUNT);
  if (count < -1) throw BAD_COUNT;
  return count === -1 ? Infinity : count;
}

function writeEntry(reply: Reply, entry: SlowLogEntry): void {
  reply.array(6);
  reply.integer(entry.id);
  reply.integer(entry.atSeconds);
  reply.integer(entry.durationUs);
  reply.array(entry.words.length);
  for (const word of entry.words) reply.bulkBytes(word);
  reply.bulkLatin1(entry.clientAddress);
  reply.bulkLatin1(entry.clientName);
}

function slowlogLen(services: ServerServices): Command {
  return defineCommand({
    name: 'LEN',
    arity: 2,
    flags: ['admin', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.2.12',
      summary: 'Counts the entries of the slow log.',
      complexity: 'O(1)',
      tips: ['request_policy:all_nodes', 'response_policy:agg_sum', 'nondeterministic_output'],
    },
    run({ reply }) {
      reply.integer(services.slowLog.length);
    },
  });
}

function slowlogReset(services: ServerServices): Command {
  return defineCommand({
    name: 'RESET',
    arity: 2,
    flags: ['admin', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.2.12',
      summary: 'Forgets all entries of the slow log.',
      complexity: 'O(N) where N is the number of entries in the slowlog',
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    run({ reply }) {
      services.slowLog.reset();
      reply.ok();
    },
  });
}

/** SLOWLOG and its subcommands. */
export function slowlog(services: ServerServices): Command {
  return defineCommand({
    name: 'SLOWLOG',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.2.12',
      summary: 'Groups the commands about the slow log.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [slowlogGet(services), slowlogLen(services), slowlogReset(services), HELP],
  });
}
