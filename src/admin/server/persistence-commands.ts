import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

/** Nobody shall lose data because he believed it saved. */
export const NO_PERSISTENCE = new CommandError(
  'ERR Nothing was saved: this version of Casemate keeps its data in memory only',
);

/** SAVE. */
export const save = defineCommand({
  name: 'SAVE',
  arity: 1,
  flags: ['admin', 'noscript', 'no_async_loading', 'no_multi'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '1.0.0',
    summary: 'Refuses to save: there is no persistence yet.',
    complexity: 'O(1)',
  },
  run() {
    throw NO_PERSISTENCE;
  },
});

/** BGSAVE. */
export const bgsave = defineCommand({
  name: 'BGSAVE',
  arity: -1,
  flags: ['admin', 'noscript', 'no_async_loading'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '1.0.0',
    summary: 'Refuses to save: there is no persistence yet.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'schedule',
        type: 'pure-token',
        token: 'SCHEDULE',
        since: '3.2.2',
        flags: ['optional'],
      },
    ],
  },
  run(call) {
    if (call.count > 2 || (call.count === 2 && !call.is(1, 'schedule'))) throw Errors.syntax;
    throw NO_PERSISTENCE;
  },
});

/** BGREWRITEAOF. */
export const bgrewriteaof = defineCommand({
  name: 'BGREWRITEAOF',
  arity: 1,
  flags: ['admin', 'noscript', 'no_async_loading'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '1.0.0',
    summary: 'Refuses to rewrite: there is no append-only file yet.',
    complexity: 'O(1)',
  },
  run() {
    throw NO_PERSISTENCE;
  },
});
