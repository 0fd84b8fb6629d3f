import { fromLatin1 } from '../../base/bytes.ts';
import { Glob } from '../../base/glob.ts';
import type { Call } from '../../command/call.ts';
import { CATEGORIES, CategoryBit } from '../../command/categories.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import type { CommandNames, CommandTable } from '../../command/table.ts';
import type { ServerServices } from '../services.ts';
import { namesFor } from './names-for.ts';
import { writeDocsMap } from './write-command-docs.ts';
import { writeCommandInfo } from './write-command-info.ts';

/** COMMAND COUNT. */
export function commandCount(services: ServerServices): Command {
  return defineCommand({
    name: 'COUNT',
    arity: 2,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: { group: 'server', since: '2.8.13', summary: 'Counts the commands.', complexity: 'O(1)' },
    run({ reply }) {
      reply.integer(reachableRows(services.engine.table).length);
    },
  });
}

/** COMMAND INFO: the named commands, or all. */
export function commandInfo(services: ServerServices): Command {
  return defineCommand({
    name: 'INFO',
    arity: -2,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Describes commands as machines need them.',
      complexity: 'O(N) where N is the number of commands to look up',
      arguments: [{ name: 'command-name', type: 'string', flags: ['optional', 'multiple'] }],
      tips: ['nondeterministic_output_order'],
    },
    run(call) {
      const { table } = services.engine;
      if (call.count === 2) writeAllCommands(call, table);
      else writeNamedCommands(call, namesFor(call, table));
    },
  });
}

/** Commands that `rename-command` has put out of reach are told of by nobody, as in Redis. */
function reachableRows(table: CommandTable): readonly CommandRow[] {
  return table.top.filter((row) => table.reaches(row));
}

/** All commands as COMMAND and COMMAND INFO tell them. */
export function writeAllCommands({ reply }: Call, table: CommandTable): void {
  const rows = reachableRows(table);
  reply.array(rows.length);
  for (const row of rows) writeCommandInfo(reply, row);
}

function writeNamedCommands({ args, reply }: Call, names: CommandNames): void {
  const written = new Map<CommandRow, readonly [from: number, to: number]>();
  reply.array(args.count - 2);
  for (let word = 2; word < args.count; word++) {
    const row = names.called(args.latin1(word));
    if (row === undefined) {
      reply.null();
      continue;
    }
    const range = written.get(row);
    // A name may be repeated as often as a request has room.
    if (range !== undefined) reply.raw(reply.u8.subarray(...range));
    else {
      const from = reply.at;
      writeCommandInfo(reply, row);
      written.set(row, [from, reply.at]);
    }
  }
}

/** COMMAND DOCS: the named commands for people, or all; unknown names are left out. */
export function commandDocs(services: ServerServices): Command {
  return defineCommand({
    name: 'DOCS',
    arity: -2,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'server',
      since: '7.0.0',
      summary: 'Describes commands as people need them.',
      complexity: 'O(N) where N is the number of commands to look up',
      arguments: [{ name: 'command-name', type: 'string', flags: ['optional', 'multiple'] }],
      tips: ['nondeterministic_output_order'],
    },
    run(call) {
      const { args, reply } = call;
      const { table } = services.engine;
      const names = namesFor(call, table);
      // Each once, unlike in Redis: a short request must not ask for a gigabyte.
      const found = new Set<CommandRow>();
      for (let word = 2; word < args.count; word++) {
        const row = names.called(args.latin1(word));
        if (row !== undefined) found.add(row);
      }
      writeDocsMap(reply, args.count === 2 ? reachableRows(table) : [...found]);
    },
  });
}

/** COMMAND LIST: names, those of subcommands too. */
export function commandList(services: ServerServices): Command {
  return defineCommand({
    name: 'LIST',
    arity: -2,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2, 3, 4],
    docs: {
      group: 'server',
      since: '7.0.0',
      summary: 'Names the commands.',
      complexity: 'O(N) where N is the total number of commands',
      arguments: [
        {
          name: 'filterby',
          type: 'oneof',
          token: 'FILTERBY',
          flags: ['optional'],
          arguments: [
            { name: 'module-name', type: 'string', token: 'MODULE' },
            { name: 'category', type: 'string', token: 'ACLCAT' },
            { name: 'pattern', type: 'pattern', token: 'PATTERN' },
          ],
        },
      ],
      tips: ['nondeterministic_output_order'],
    },
    run(call) {
      const { table } = services.engine;
      const rows = table.rows.filter((row) => table.reaches(row));
      const names = rows.filter(readFilter(call)).map((row) => row.fullName);
      call.reply.array(names.length);
      for (const name of names) call.reply.bulkLatin1(name);
    },
  });
}

function readFilter(call: Call): (row: CommandRow) => boolean {
  const { args } = call;
  if (args.count === 2) return () => true;
  if (args.count !== 5 || !call.is(2, 'filterby')) throw Errors.syntax;
  // There are no modules, so nothing is a module's.
  if (call.is(3, 'module')) return () => false;
  if (call.is(3, 'aclcat')) return inCategory(args.latin1(4).toLowerCase());
  if (!call.is(3, 'pattern')) throw Errors.syntax;
  const glob = new Glob(args.copy(4), 'caseless');
  return ({ fullName }) => glob.matches(fromLatin1(fullName), 0, fullName.length);
}

function inCategory(name: string): (row: CommandRow) => boolean {
  const category = CATEGORIES.find((known) => known === name);
  if (category === undefined) return () => false;
  return (row) => (row.categories & CategoryBit[category]) !== 0;
}
