import { defineCommand } from '../../command/command.ts';
import { wrongArity } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';

/** PING: answers, so that the client knows that the way is open. */
export const ping = defineCommand({
  name: 'PING',
  arity: -1,
  flags: ['fast'],
  traits: ['while-subscribed'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '1.0.0',
    summary: 'Answers PONG, or what it was sent.',
    complexity: 'O(1)',
    arguments: [{ name: 'message', type: 'string', flags: ['optional'] }],
    tips: ['request_policy:all_shards', 'response_policy:all_succeeded'],
  },
  run(call) {
    const { args, reply } = call;
    if (args.count > 2) throw wrongArity('ping');
    // Between published messages the answer has to look like one of them.
    if (sessionOf(call).is(SessionState.subscribed) && !reply.resp3) {
      reply.array(2);
      reply.bulkLatin1('pong');
      if (args.count === 1) reply.bulkLatin1('');
      else reply.bulkBytes(args.view(1));
    } else if (args.count === 1) reply.simple('PONG');
    else reply.bulkBytes(args.view(1));
  },
});
