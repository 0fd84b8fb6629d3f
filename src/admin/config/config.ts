import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';
import { resetStats } from '../reset-stats.ts';
import type { ServerServices } from '../services.ts';
import { configGet, configSet } from './config-get-set.ts';

const HELP = helpCommand({
  container: 'CONFIG',
  group: 'server',
  since: '5.0.0',
  categories: [],
  lines: [
    ['GET <pattern> [<pattern> ...]', 'Show the directives that match the patterns.'],
    [
      'SET <directive> <value> [<directive> <value> ...]',
      'Change directives, all of them or none.',
    ],
    ['RESETSTAT', 'Let the counters of INFO begin anew.'],
    ['REWRITE', 'Write the current values into the configuration file.'],
  ],
});

function configRewrite(services: ServerServices): Command {
  return defineCommand({
    name: 'REWRITE',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.8.0',
      summary: 'Writes the current values into the configuration file.',
      complexity: 'O(1)',
    },
    run(call) {
      const written = services.rewriteConfig();
      call.defer(
        written.then((problem) => (reply) => {
          if (problem === undefined) reply.ok();
          else reply.error(`ERR ${problem}`);
        }),
      );
    },
  });
}

function configResetstat(services: ServerServices): Command {
  return defineCommand({
    name: 'RESETSTAT',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.0.0',
      summary: 'Lets the counters of INFO begin anew.',
      complexity: 'O(1)',
    },
    run({ reply }) {
      resetStats(services);
      reply.ok();
    },
  });
}

/** CONFIG and its subcommands. */
export function config(services: ServerServices): Command {
  return defineCommand({
    name: 'CONFIG',
    arity: -2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.0.0',
      summary: 'Groups the commands about the configuration.',
      complexity: 'Depends on subcommand.',
    },
    subcommands: [
      configGet(services),
      configResetstat(services),
      configRewrite(services),
      configSet(services),
      HELP,
    ],
  });
}
