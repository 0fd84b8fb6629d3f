import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import type { LatencyHistogram } from '../../observe/latency-histogram.ts';
import type { Reply } from '../../resp/reply.ts';
import { namesFor } from '../command/names-for.ts';
import type { ServerServices } from '../services.ts';

/** LATENCY HISTOGRAM: how many calls took how long, for the named commands and their subcommands, or for all. */
export function latencyHistogram(services: ServerServices): Command {
  return defineCommand({
    name: 'HISTOGRAM',
    arity: -2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2, 3, 4],
    docs: {
      group: 'server',
      since: '7.0.0',
      summary: 'Shows how many calls of commands took how long.',
      complexity: 'O(N) where N is the number of commands with latency information being retrieved',
      arguments: [{ name: 'COMMAND', type: 'string', flags: ['optional', 'multiple'] }],
      tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
    },
    run(call) {
      const measured = chosenRows(services, call).flatMap((row) => {
        const histogram = services.latencies.of(row.id);
        return histogram === undefined ? [] : [{ row, histogram }];
      });
      call.reply.map(measured.length);
      for (const { row, histogram } of measured) {
        call.reply.bulkLatin1(row.fullName);
        writeHistogram(call.reply, histogram);
      }
    },
  });
}

function chosenRows({ engine }: ServerServices, call: Call): readonly CommandRow[] {
  const { args } = call;
  if (args.count === 2) return engine.table.rows;
  const names = namesFor(call, engine.table);
  const chosen: CommandRow[] = [];
  for (let word = 2; word < args.count; word++) {
    const row = names.called(args.latin1(word));
    if (row !== undefined) chosen.push(row, ...row.subcommands);
  }
  return chosen;
}

function writeHistogram(reply: Reply, histogram: LatencyHistogram): void {
  reply.map(2);
  reply.bulkLatin1('calls');
  reply.integer(histogram.total);
  reply.bulkLatin1('histogram_usec');
  const counts = histogram.cumulative();
  reply.map(counts.length);
  for (const { boundUs, count } of counts) {
    reply.integer(boundUs);
    reply.integer(count);
  }
}
