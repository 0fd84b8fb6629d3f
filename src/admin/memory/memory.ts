import { fromLatin1 } from '../../base/bytes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';
import { memoryReport } from './memory-doctor.ts';
import { memoryFigures } from './memory-figures.ts';
import { memoryStats } from './memory-stats.ts';
import { memoryUsage } from './memory-usage.ts';

const SPECIAL = ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'];

const HELP = helpCommand({
  container: 'MEMORY',
  group: 'server',
  since: '4.0.0',
  categories: [],
  lines: [
    ['DOCTOR', 'Tell in words whether memory is where it should be.'],
    ['MALLOC-STATS', 'Tell how the memory for data is filled.'],
    ['PURGE', 'Give back what can be given back.'],
    ['STATS', 'Tell where memory is.'],
    ['USAGE <key> [SAMPLES <count>]', 'Tell what a key and its value take.'],
  ],
});

function memoryDoctor(services: ServerServices): Command {
  return defineCommand({
    name: 'DOCTOR',
    arity: 2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '4.0.0',
      summary: 'Tells in words whether memory is where it should be.',
      complexity: 'O(1)',
      tips: SPECIAL,
    },
    run({ reply }) {
      reply.verbatim('txt', fromLatin1(memoryReport(services)));
    },
  });
}

function memoryMallocStats(services: ServerServices): Command {
  return defineCommand({
    name: 'MALLOC-STATS',
    arity: 2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '4.0.0',
      summary: 'Tells how the memory for data is filled.',
      complexity: 'Depends on how much memory is allocated, could be slow',
      tips: SPECIAL,
    },
    run({ reply }) {
      const { totalBytes, reservedBytes, clientBytes } = memoryFigures(services);
      const { heapUsedBytes, heapTotalBytes, arrayBufferBytes, rssBytes } =
        services.host.memoryUse();
      const lines = [
        `data and connections: ${totalBytes}`,
        `reserved for data: ${reservedBytes}`,
        `connections: ${clientBytes}`,
        `array buffers: ${arrayBufferBytes}`,
        `JavaScript heap: ${heapUsedBytes} of ${heapTotalBytes}`,
        `process: ${rssBytes}`,
      ];
      reply.verbatim('txt', fromLatin1(`${lines.join('\n')}\n`));
    },
  });
}

/** Slabs go back to the system by themselves when they are empty; there is nothing to wait for. */
const memoryPurge = defineCommand({
  name: 'PURGE',
  arity: 2,
  flags: [],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Gives back to the system what can be given back.',
    complexity: 'Depends on how much memory is allocated, could be slow',
    tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  },
  run({ reply }) {
    reply.ok();
  },
});

/** MEMORY and its subcommands. */
export function memory(services: ServerServices): Command {
  return defineCommand({
    name: 'MEMORY',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '4.0.0',
      summary: 'Groups the commands about memory.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      memoryDoctor(services),
      memoryMallocStats(services),
      memoryPurge,
      memoryStats(services),
      memoryUsage,
      HELP,
    ],
  });
}
