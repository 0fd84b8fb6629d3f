import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';

/** QUIT: ends the connection when the answer is out. */
export const quit = defineCommand({
  name: 'QUIT',
  arity: -1,
  flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
  traits: ['acts-on-transaction', 'ends-transaction', 'while-subscribed'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '1.0.0',
    summary: 'Ends the connection.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '7.2.0',
    replacedBy: 'just closing the connection',
  },
  run(call) {
    call.reply.ok();
    sessionOf(call).link.close('after-replies');
  },
});
