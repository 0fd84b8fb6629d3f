import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';

/** CLIENT REPLY: which replies are sent. The engine takes back those that aren't. */
export const clientReply = defineCommand({
  name: 'REPLY',
  arity: 3,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '3.2.0',
    summary: 'Switches replies off and on.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'action',
        type: 'oneof',
        arguments: [
          { name: 'on', type: 'pure-token', token: 'ON' },
          { name: 'off', type: 'pure-token', token: 'OFF' },
          { name: 'skip', type: 'pure-token', token: 'SKIP' },
        ],
      },
    ],
  },
  run(call) {
    const session = sessionOf(call);
    if (call.is(2, 'on')) {
      session.replyMode = 'on';
      call.reply.ok();
    } else if (call.is(2, 'off')) {
      session.replyMode = 'off';
      session.enter(SessionState.muted);
    } else if (call.is(2, 'skip')) {
      if (session.replyMode === 'off') return;
      session.replyMode = 'skip-next';
      session.enter(SessionState.muted);
    } else throw Errors.syntax;
  },
});

/** CLIENT NO-EVICT: `maxmemory-clients` spares this connection. */
export const clientNoEvict = defineCommand({
  name: 'NO-EVICT',
  arity: 3,
  flags: ['admin', 'noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '7.0.0',
    summary: 'Protects the connection from being closed for its memory.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'enabled',
        type: 'oneof',
        arguments: [
          { name: 'on', type: 'pure-token', token: 'ON' },
          { name: 'off', type: 'pure-token', token: 'OFF' },
        ],
      },
    ],
  },
  run(call) {
    sessionOf(call).noEvict = readSwitch(call);
    call.reply.ok();
  },
});

/** CLIENT NO-TOUCH: what this connection reads doesn't count as used. */
export const clientNoTouch = defineCommand({
  name: 'NO-TOUCH',
  arity: 3,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '7.2.0',
    summary: "Lets reads of this connection leave the keys' clocks alone.",
    complexity: 'O(1)',
    arguments: [
      {
        name: 'enabled',
        type: 'oneof',
        arguments: [
          { name: 'on', type: 'pure-token', token: 'ON' },
          { name: 'off', type: 'pure-token', token: 'OFF' },
        ],
      },
    ],
  },
  run(call) {
    if (readSwitch(call)) sessionOf(call).enter(SessionState.noTouch);
    else sessionOf(call).leave(SessionState.noTouch);
    call.reply.ok();
  },
});

function readSwitch(call: Call): boolean {
  if (call.is(2, 'on')) return true;
  if (call.is(2, 'off')) return false;
  throw Errors.syntax;
}
