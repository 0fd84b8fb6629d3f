import { defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { helpCommand } from '../help-command.ts';

/** Attack row "rogue primary": no code is loaded from anywhere, whoever asks. */
const NO_MODULES = new CommandError('ERR Casemate has no modules: it loads no native code');
const NO_SUCH_MODULE = new CommandError(
  'ERR Error unloading module: no such module with that name',
);

const HELP = helpCommand({
  container: 'MODULE',
  group: 'server',
  since: '5.0.0',
  categories: [],
  lines: [
    ['LIST', 'List the modules: none.'],
    ['LOAD <path> [<arg> ...]', 'Refused.'],
    ['LOADEX <path> [CONFIG <name> <value> ...] [ARGS <arg> ...]', 'Refused.'],
    ['UNLOAD <name>', 'Refused.'],
  ],
});

function refuse(): never {
  throw NO_MODULES;
}

const moduleList = defineCommand({
  name: 'LIST',
  arity: 2,
  flags: ['admin', 'noscript'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Lists the modules: none.',
    complexity: 'O(1)',
    tips: ['nondeterministic_output_order'],
  },
  run({ reply }) {
    reply.array(0);
  },
});

const moduleLoad = defineCommand({
  name: 'LOAD',
  arity: -3,
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Refuses to load native code.',
    complexity: 'O(1)',
    arguments: [
      { name: 'path', type: 'string' },
      { name: 'arg', type: 'string', flags: ['optional', 'multiple'] },
    ],
  },
  run: refuse,
});

const moduleLoadex = defineCommand({
  name: 'LOADEX',
  arity: -3,
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '7.0.0',
    summary: 'Refuses to load native code.',
    complexity: 'O(1)',
    arguments: [
      { name: 'path', type: 'string' },
      {
        name: 'configs',
        type: 'block',
        token: 'CONFIG',
        flags: ['optional', 'multiple', 'multiple_token'],
        arguments: [
          { name: 'name', type: 'string' },
          { name: 'value', type: 'string' },
        ],
      },
      { name: 'args', type: 'string', token: 'ARGS', flags: ['optional', 'multiple'] },
    ],
  },
  run: refuse,
});

const moduleUnload = defineCommand({
  name: 'UNLOAD',
  arity: 3,
  flags: ['admin', 'noscript', 'no_async_loading', 'protected'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Refuses, since there are no modules.',
    complexity: 'O(1)',
    arguments: [{ name: 'name', type: 'string' }],
  },
  run() {
    throw NO_SUCH_MODULE;
  },
});

/** MODULE: there are none, and none can be loaded. */
export const moduleCommand = defineCommand({
  name: 'MODULE',
  arity: -2,
  flags: [],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Groups the commands about modules.',
    complexity: 'Depends on subcommand.',
  },
  subcommands: [moduleList, moduleLoad, moduleLoadex, moduleUnload, HELP],
});
