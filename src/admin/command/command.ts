import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';
import type { ServerServices } from '../services.ts';
import { commandGetkeys, commandGetkeysAndFlags } from './command-getkeys.ts';
import {
  commandCount,
  commandDocs,
  commandInfo,
  commandList,
  writeAllCommands,
} from './command-lookups.ts';

const HELP = helpCommand({
  container: 'COMMAND',
  group: 'server',
  since: '5.0.0',
  categories: ['connection'],
  lines: [
    ['(no subcommand)', 'Describe all commands.'],
    ['COUNT', 'Count the commands.'],
    ['LIST [FILTERBY (MODULE <module>|ACLCAT <category>|PATTERN <pattern>)]', 'Name the commands.'],
    ['INFO [<command> ...]', 'Describe these commands, or all, as machines need them.'],
    ['DOCS [<command> ...]', 'Describe these commands, or all, as people need them.'],
    ['GETKEYS <full-command>', 'Find the keys in a request.'],
    ['GETKEYSANDFLAGS <full-command>', 'Find the keys in a request and what it does with them.'],
  ],
});

/** COMMAND: what there is, all of it read from the table that the server works with. */
export function command(services: ServerServices): Command {
  return defineCommand({
    name: 'COMMAND',
    arity: -1,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Describes all commands.',
      complexity: 'O(N) where N is the total number of commands',
      tips: ['nondeterministic_output_order'],
    },
    subcommands: [
      commandCount(services),
      commandDocs(services),
      commandGetkeys(services),
      commandGetkeysAndFlags(services),
      commandInfo(services),
      commandList(services),
      HELP,
    ],
    run(call) {
      writeAllCommands(call, services.engine.table);
    },
  });
}
