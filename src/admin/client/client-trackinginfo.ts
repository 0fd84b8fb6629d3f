import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { SessionTracking } from '../../engine/session-tracking.ts';

const SUBCOMMAND = {
  arity: 2,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
} as const;

/** What stands for "not tracking" where a CLIENT ID could be; 0 is "to the connection itself". */
const NOT_TRACKING = -1;

/** CLIENT GETREDIR: who gets this connection's messages. */
export const clientGetredir = defineCommand({
  ...SUBCOMMAND,
  name: 'GETREDIR',
  docs: {
    group: 'connection',
    since: '6.0.0',
    summary: 'Tells to which connection tracking sends its messages.',
    complexity: 'O(1)',
  },
  run(call) {
    call.reply.integer(sessionOf(call).tracking?.redirectId ?? NOT_TRACKING);
  },
});

/** CLIENT TRACKINGINFO: how this connection tracks. */
export const clientTrackinginfo = defineCommand({
  ...SUBCOMMAND,
  name: 'TRACKINGINFO',
  docs: {
    group: 'connection',
    since: '6.2.0',
    summary: 'Describes the tracking of this connection.',
    complexity: 'O(1)',
  },
  run(call) {
    const { reply } = call;
    const { tracking } = sessionOf(call);
    const flags = tracking === undefined ? ['off'] : flagsOf(tracking);
    reply.map(3);
    reply.bulkLatin1('flags');
    reply.set(flags.length);
    for (const flag of flags) reply.bulkLatin1(flag);
    reply.bulkLatin1('redirect');
    reply.integer(tracking?.redirectId ?? NOT_TRACKING);
    reply.bulkLatin1('prefixes');
    const prefixes = tracking?.prefixes ?? [];
    reply.array(prefixes.length);
    for (const prefix of prefixes) reply.bulkLatin1(prefix);
  },
});

function flagsOf({
  isBroadcast,
  mode,
  caching,
  noLoop,
  isBroken,
}: SessionTracking): readonly string[] {
  const flags: readonly (readonly [string, boolean])[] = [
    ['on', true],
    ['bcast', isBroadcast],
    ['optin', mode === 'opt-in'],
    ['caching-yes', mode === 'opt-in' && caching !== undefined],
    ['optout', mode === 'opt-out'],
    ['caching-no', mode === 'opt-out' && caching !== undefined],
    ['noloop', noLoop],
    ['broken_redirect', isBroken],
  ];
  return flags.filter(([, isSet]) => isSet).map(([flag]) => flag);
}
