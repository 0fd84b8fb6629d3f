import { fromLatin1 } from '../../base/bytes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';
import { latencyChart } from './latency-chart.ts';
import { latencyReport } from './latency-doctor.ts';
import { latencyHistogram } from './latency-histogram-command.ts';

const HELP = helpCommand({
  container: 'LATENCY',
  group: 'server',
  since: '2.8.13',
  categories: [],
  lines: [
    ['DOCTOR', 'Tell in words what took too long.'],
    ['GRAPH <event>', 'Draw the latencies of an event over time.'],
    ['HISTORY <event>', 'Show the seconds in which an event happened, and its latencies.'],
    ['LATEST', 'Show the last and the worst latency of each event.'],
    ['RESET [<event> ...]', 'Forget these events, or all.'],
    [
      'HISTOGRAM [<command> ...]',
      'Show how many calls of these commands, or of all, took how long.',
    ],
  ],
});

function latencyLatest(services: ServerServices): Command {
  return defineCommand({
    name: 'LATEST',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Shows the last and the worst latency of each event.',
      complexity: 'O(1)',
      tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
    },
    run({ reply }) {
      const { latencyEvents } = services;
      reply.array(latencyEvents.names.length);
      for (const name of latencyEvents.names) {
        const last = latencyEvents.history(name).at(-1);
        reply.array(4);
        reply.bulkLatin1(name);
        reply.integer(last?.atSeconds ?? 0);
        reply.integer(last?.latencyMs ?? 0);
        reply.integer(latencyEvents.allTimeMaxMs(name));
      }
    },
  });
}

function latencyHistory(services: ServerServices): Command {
  return defineCommand({
    name: 'HISTORY',
    arity: 3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Shows the seconds in which an event happened, and its latencies.',
      complexity: 'O(1)',
      arguments: [{ name: 'event', type: 'string' }],
      tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
    },
    run({ args, reply }) {
      const samples = services.latencyEvents.history(args.latin1(2));
      reply.array(samples.length);
      for (const { atSeconds, latencyMs } of samples) {
        reply.array(2);
        reply.integer(atSeconds);
        reply.integer(latencyMs);
      }
    },
  });
}

function latencyGraph(services: ServerServices): Command {
  return defineCommand({
    name: 'GRAPH',
    arity: 3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Draws the latencies of an event over time.',
      complexity: 'O(1)',
      arguments: [{ name: 'event', type: 'string' }],
      tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
    },
    run({ args, reply }) {
      const { latencyEvents } = services;
      const event = args.latin1(2);
      const samples = latencyEvents.history(event);
      if (samples.length === 0) {
        throw new CommandError(`ERR No samples available for event '${event}'`);
      }
      const allTimeMaxMs = latencyEvents.allTimeMaxMs(event);
      reply.verbatim('txt', fromLatin1(latencyChart(event, { samples, allTimeMaxMs })));
    },
  });
}

function latencyReset(services: ServerServices): Command {
  return defineCommand({
    name: 'RESET',
    arity: -2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [2, 3, 4],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Forgets events.',
      complexity: 'O(1)',
      arguments: [{ name: 'event', type: 'string', flags: ['optional', 'multiple'] }],
      tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
    },
    run({ args, reply }) {
      const { latencyEvents } = services;
      let forgotten = args.count === 2 ? latencyEvents.resetAll() : 0;
      for (let word = 2; word < args.count; word++) {
        if (latencyEvents.reset(args.latin1(word))) forgotten++;
      }
      reply.integer(forgotten);
    },
  });
}

function latencyDoctor(services: ServerServices): Command {
  return defineCommand({
    name: 'DOCTOR',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Tells in words what took too long.',
      complexity: 'O(1)',
      tips: ['nondeterministic_output', 'request_policy:all_nodes', 'response_policy:special'],
    },
    run({ reply }) {
      reply.verbatim('txt', fromLatin1(latencyReport(services)));
    },
  });
}

/** LATENCY and its subcommands. */
export function latency(services: ServerServices): Command {
  return defineCommand({
    name: 'LATENCY',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Groups the commands about latency.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      latencyDoctor(services),
      latencyGraph(services),
      latencyHistogram(services),
      latencyHistory(services),
      latencyLatest(services),
      latencyReset(services),
      HELP,
    ],
  });
}
