import { defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { clientName, isListable } from './client-name.ts';

/** CLIENT SETNAME. */
export const clientSetname = defineCommand({
  name: 'SETNAME',
  arity: 3,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '2.6.9',
    summary: 'Names the connection.',
    complexity: 'O(1)',
    arguments: [{ name: 'connection-name', type: 'string' }],
  },
  run(call) {
    sessionOf(call).name = clientName(call.args.latin1(2));
    call.reply.ok();
  },
});

/** CLIENT GETNAME. */
export const clientGetname = defineCommand({
  name: 'GETNAME',
  arity: 2,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '2.6.9',
    summary: "Tells the connection's name.",
    complexity: 'O(1)',
  },
  run(call) {
    const { name } = sessionOf(call);
    if (name === '') call.reply.null();
    else call.reply.bulkLatin1(name);
  },
});

/** CLIENT SETINFO: which library speaks, and its version. */
export const clientSetinfo = defineCommand({
  name: 'SETINFO',
  arity: 4,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2, 3],
  docs: {
    group: 'connection',
    since: '7.2.0',
    summary: 'Tells the server which client library this is.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'attr',
        type: 'oneof',
        arguments: [
          { name: 'libname', type: 'string', token: 'LIB-NAME' },
          { name: 'libver', type: 'string', token: 'LIB-VER' },
        ],
      },
    ],
    tips: ['request_policy:all_nodes', 'response_policy:all_succeeded'],
  },
  run(call) {
    const session = sessionOf(call);
    const attribute = call.args.latin1(2);
    const value = call.args.latin1(3);
    const isName = call.is(2, 'lib-name');
    if (!isName && !call.is(2, 'lib-ver'))
      throw new CommandError(`ERR Unrecognized option '${attribute}'`);
    if (!isListable(value)) {
      throw new CommandError(
        `ERR ${attribute} cannot contain spaces, newlines or special characters.`,
      );
    }
    if (isName) session.libraryName = value;
    else session.libraryVersion = value;
    call.reply.ok();
  },
});

/** CLIENT ID. */
export const clientId = defineCommand({
  name: 'ID',
  arity: 2,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '5.0.0',
    summary: "Tells the connection's number.",
    complexity: 'O(1)',
  },
  run({ reply, session }) {
    reply.integer(session.id);
  },
});
