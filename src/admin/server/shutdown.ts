import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices, ShutdownOptions } from '../services.ts';
import { NO_PERSISTENCE } from './persistence-commands.ts';

const NOT_IN_PROGRESS = new CommandError('ERR No shutdown in progress.');
const FAILED = 'ERR Errors trying to SHUTDOWN. Check logs.';

const WORDS: readonly string[] = ['save', 'nosave', 'now', 'force', 'abort'];

const ARGUMENTS: readonly ArgumentDoc[] = [
  {
    name: 'abort-selector',
    type: 'oneof',
    flags: ['optional'],
    arguments: [
      {
        name: 'save-selector-block',
        type: 'block',
        arguments: [
          {
            name: 'save-selector',
            type: 'oneof',
            flags: ['optional'],
            arguments: [
              { name: 'nosave', type: 'pure-token', token: 'NOSAVE' },
              { name: 'save', type: 'pure-token', token: 'SAVE' },
            ],
          },
          {
            name: 'now',
            type: 'pure-token',
            token: 'NOW',
            since: '7.0.0',
            flags: ['optional'],
          },
          {
            name: 'force',
            type: 'pure-token',
            token: 'FORCE',
            since: '7.0.0',
            flags: ['optional'],
          },
        ],
      },
      { name: 'abort', type: 'pure-token', token: 'ABORT', since: '7.0.0' },
    ],
  },
];

/** SHUTDOWN: the connection ends instead of an answer; an answer means that the server lives on. */
export function shutdown(services: ServerServices): Command {
  return defineCommand({
    name: 'SHUTDOWN',
    arity: -1,
    flags: ['admin', 'noscript', 'loading', 'stale', 'no_multi', 'allow_busy'],
    categories: [],
    keys: NO_KEYS,
    loggable: [1, 2, 3],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Ends the server.',
      complexity:
        'O(N) when saving, where N is the total number of keys in all databases when saving data, otherwise O(1)',
      arguments: ARGUMENTS,
    },
    run(call) {
      const options = readOptions(call);
      if (options === 'abort') {
        if (!services.abortShutdown()) throw NOT_IN_PROGRESS;
        call.reply.ok();
        return;
      }
      if (options.save === 'save') throw NO_PERSISTENCE;
      call.defer(services.shutdown(options).then(() => (reply) => reply.error(FAILED)));
    },
  });
}

function readOptions({ args }: Call): ShutdownOptions | 'abort' {
  const given = new Set<string>();
  for (let word = 1; word < args.count; word++) {
    const option = args.latin1(word).toLowerCase();
    if (!WORDS.includes(option)) throw Errors.syntax;
    given.add(option);
  }
  const contradicts = given.has('abort')
    ? given.size > 1
    : given.has('save') && given.has('nosave');
  if (contradicts) throw Errors.syntax;
  if (given.has('abort')) return 'abort';
  const save = given.has('save') ? 'save' : given.has('nosave') ? 'nosave' : 'default';
  return { save, now: given.has('now'), force: given.has('force') };
}
