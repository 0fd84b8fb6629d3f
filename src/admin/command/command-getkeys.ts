import { Arguments } from '../../base/arguments.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { FlagBit } from '../../command/flags.ts';
import { FoundKeys } from '../../command/found-keys.ts';
import { KeyFlagBit, keyFlagNames, NO_KEYS } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import type { CommandNames } from '../../command/table.ts';
import type { ServerServices } from '../services.ts';
import { namesFor } from './names-for.ts';
import { writeFlags } from './write-command-info.ts';

const NO_SUCH_COMMAND = new CommandError('ERR Invalid command specified');
const NO_KEY_ARGUMENTS = new CommandError('ERR The command has no key arguments');
const WRONG_COUNT = new CommandError('ERR Invalid number of arguments specified for command');
const WRONG_ARGUMENTS = new CommandError('ERR Invalid arguments specified for command');

/** Where the request begins that is asked about. */
const REQUEST_WORD = 2;

const found = new FoundKeys();

/** COMMAND GETKEYS: the keys of a request, found by the very function that the ACL asks. */
export function commandGetkeys(services: ServerServices): Command {
  return defineCommand({
    name: 'GETKEYS',
    arity: -4,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    // The request that is asked about may be an AUTH.
    secret: 'all',
    docs: {
      group: 'server',
      since: '2.8.13',
      summary: 'Finds the keys in a request.',
      complexity: 'O(N) where N is the number of arguments to the command',
      arguments: [
        { name: 'command', type: 'string' },
        { name: 'arg', type: 'string', flags: ['optional', 'multiple'] },
      ],
    },
    run(call) {
      const request = requestIn(call.args);
      const { words, count } = keysIn(namesFor(call, services.engine.table), request);
      call.reply.array(count);
      for (let i = 0; i < count; i++) call.reply.bulkBytes(request.view(words[i] ?? 0));
    },
  });
}

/** COMMAND GETKEYSANDFLAGS: the keys of a request, and what would be done with each. */
export function commandGetkeysAndFlags(services: ServerServices): Command {
  return defineCommand({
    name: 'GETKEYSANDFLAGS',
    arity: -4,
    flags: ['loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    // The request that is asked about may be an AUTH.
    secret: 'all',
    docs: {
      group: 'server',
      since: '7.0.0',
      summary: 'Finds the keys in a request and what it does with them.',
      complexity: 'O(N) where N is the number of arguments to the command',
      arguments: [
        { name: 'command', type: 'string' },
        { name: 'arg', type: 'string', flags: ['optional', 'multiple'] },
      ],
    },
    run(call) {
      const request = requestIn(call.args);
      const { words, access, count } = keysIn(namesFor(call, services.engine.table), request);
      call.reply.array(count);
      for (let i = 0; i < count; i++) {
        call.reply.array(2);
        call.reply.bulkBytes(request.view(words[i] ?? 0));
        writeFlags(call.reply, keyFlagNames(access[i] ?? 0));
      }
    },
  });
}

function requestIn(args: Call['args']): Arguments {
  const request = new Arguments(args.starts, args.lengths);
  request.u8 = args.u8;
  request.dv = args.dv;
  request.first = args.first + REQUEST_WORD;
  request.count = args.count - REQUEST_WORD;
  return request;
}

function keysIn(names: CommandNames, request: Arguments): FoundKeys {
  const row = rowOf(names, request);
  if (!hasKeys(row)) throw NO_KEY_ARGUMENTS;
  if (request.count < row.countMin || request.count > row.countMax) throw WRONG_COUNT;
  row.findKeys(request, found);
  const isOptional = (row.flags & FlagBit.no_mandatory_keys) !== 0;
  if (found.invalid || found.count === 0) {
    if (!isOptional) throw WRONG_ARGUMENTS;
    found.clear();
  }
  dropNonKeys();
  return found;
}

function rowOf(names: CommandNames, request: Arguments): CommandRow {
  const row = names.lookup(request);
  const isContainer = row?.isContainer === true && request.count > 1;
  const wanted = isContainer ? names.subcommand(row, request) : row;
  if (wanted === undefined) throw NO_SUCH_COMMAND;
  return wanted;
}

function hasKeys({ command }: CommandRow): boolean {
  return (
    command.findKeys !== undefined || command.keys.some(({ access }) => !access.includes('not_key'))
  );
}

/** Some specs point at what only decides over keys, such as channels. */
function dropNonKeys(): void {
  let kept = 0;
  for (let i = 0; i < found.count; i++) {
    const access = found.access[i] ?? 0;
    if ((access & KeyFlagBit.not_key) !== 0) continue;
    found.words[kept] = found.words[i] ?? 0;
    found.access[kept] = access;
    kept++;
  }
  found.count = kept;
}
