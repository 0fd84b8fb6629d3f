import { fromLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { ServerServices } from '../services.ts';
import { clientLine } from './client-line.ts';
import { clientTypeOf, readClientType } from './client-type.ts';

const BAD_ID = new CommandError('ERR Invalid client ID');

/** CLIENT LIST: a line for each connection, or for those of a type or with these ids. */
export function clientList(services: ServerServices): Command {
  return defineCommand({
    name: 'LIST',
    arity: -2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2, 3],
    docs: {
      group: 'connection',
      since: '2.4.0',
      summary: 'Lists the connections.',
      complexity: 'O(N) where N is the number of client connections',
      arguments: [
        {
          name: 'client-type',
          type: 'oneof',
          token: 'TYPE',
          since: '5.0.0',
          flags: ['optional'],
          arguments: [
            { name: 'normal', type: 'pure-token', token: 'NORMAL' },
            { name: 'master', type: 'pure-token', token: 'MASTER' },
            { name: 'replica', type: 'pure-token', token: 'REPLICA' },
            { name: 'pubsub', type: 'pure-token', token: 'PUBSUB' },
          ],
        },
        {
          name: 'client-id',
          type: 'integer',
          token: 'ID',
          since: '6.2.0',
          flags: ['optional', 'multiple'],
        },
      ],
      tips: ['nondeterministic_output'],
    },
    run(call) {
      answerLines(call, chosenSessions(services, call));
    },
  });
}

/** CLIENT INFO: the line of this connection. */
export const clientInfo = defineCommand({
  name: 'INFO',
  arity: 2,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '6.2.0',
    summary: 'Describes this connection.',
    complexity: 'O(1)',
    tips: ['nondeterministic_output'],
  },
  run(call) {
    answerLines(call, [sessionOf(call)]);
  },
});

function answerLines(call: Call, sessions: readonly Session[]): void {
  const caller = sessionOf(call);
  const lines = sessions.map((session) => {
    const running = session === caller ? call.row.fullName : undefined;
    return `${clientLine(session, call.nowMs, running)}\n`;
  });
  call.reply.verbatim('txt', fromLatin1(lines.join('')));
}

function chosenSessions({ sessions }: ServerServices, call: Call): readonly Session[] {
  const { args } = call;
  if (args.count === 2) return [...sessions.values()];
  if (args.count === 4 && call.is(2, 'type')) {
    const type = readClientType(call, 3);
    return [...sessions.values()].filter((session) => clientTypeOf(session) === type);
  }
  if (args.count === 3 || !call.is(2, 'id')) throw Errors.syntax;
  const found: Session[] = [];
  for (let word = 3; word < args.count; word++) {
    const session = sessions.get(call.integer(word, BAD_ID));
    if (session !== undefined) found.push(session);
  }
  return found;
}
