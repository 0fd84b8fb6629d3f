import { TRACKED_PREFIXES_MAX } from '../../base/limits.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Session } from '../../engine/session.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { TrackingMode } from '../../engine/session-tracking.ts';
import type { TrackingOptions } from '../../engine/tracking.ts';
import type { ServerServices } from '../services.ts';
import { prefixOverlap } from './prefix-overlap.ts';

const ONE_REDIRECTION = new CommandError('ERR A client can only redirect to a single other client');
const NO_SUCH_CLIENT = new CommandError('ERR The client ID you want redirect to does not exist');
const PREFIX_WITHOUT_BCAST = new CommandError(
  'ERR PREFIX option requires BCAST mode to be enabled',
);
const OPT_WITH_BCAST = new CommandError('ERR OPTIN and OPTOUT are not compatible with BCAST');
const BOTH_OPTS = new CommandError("ERR You can't specify both OPTIN mode and OPTOUT mode");
const OTHER_BCAST = new CommandError(
  "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with " +
    'a different mode.',
);
const OTHER_OPT = new CommandError(
  "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with " +
    'a different mode.',
);
const TOO_MANY_PREFIXES = new CommandError(
  `ERR A client can't track more than ${TRACKED_PREFIXES_MAX} prefixes`,
);

/** Words without a value. */
const SWITCHES = ['bcast', 'optin', 'optout', 'noloop'] as const;
type Switch = (typeof SWITCHES)[number];

const option = (name: string, token: string): ArgumentDoc => ({
  name,
  type: 'pure-token',
  token,
  flags: ['optional'],
});

const TRACKING_ARGUMENTS: readonly ArgumentDoc[] = [
  {
    name: 'status',
    type: 'oneof',
    arguments: [
      { name: 'on', type: 'pure-token', token: 'ON' },
      { name: 'off', type: 'pure-token', token: 'OFF' },
    ],
  },
  { name: 'client-id', type: 'integer', token: 'REDIRECT', flags: ['optional'] },
  {
    name: 'prefix',
    type: 'string',
    token: 'PREFIX',
    flags: ['optional', 'multiple', 'multiple_token'],
  },
  option('bcast', 'BCAST'),
  option('optin', 'OPTIN'),
  option('optout', 'OPTOUT'),
  option('noloop', 'NOLOOP'),
];

/** CLIENT TRACKING: tells the connection of changes to keys that it has read, or that begin with what it names. */
export function clientTracking(services: ServerServices): Command {
  return defineCommand({
    name: 'TRACKING',
    arity: -3,
    flags: ['noscript', 'loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2],
    docs: {
      group: 'connection',
      since: '6.0.0',
      summary: 'Tells the client of changes to keys that it has read.',
      complexity: 'O(1). Some options may introduce additional complexity.',
      arguments: TRACKING_ARGUMENTS,
    },
    run(call) {
      const { engine } = services;
      const session = sessionOf(call);
      const wanted = readWanted(services, call);
      if (call.is(2, 'on')) {
        checkWanted(session, wanted);
        const before = session.tracking?.bytes ?? 0;
        engine.tracking.start(session, optionsOf(wanted));
        // Counted at once: many prefixes must not outgrow `maxmemory` between two sweeps.
        engine.clientBytes += (session.tracking?.bytes ?? 0) - before;
      } else if (call.is(2, 'off')) engine.tracking.stop(session);
      else throw Errors.syntax;
      call.reply.ok();
    },
  });
}

/** The words of one call. */
interface Wanted {
  readonly switches: ReadonlySet<Switch>;
  readonly redirectTo: Session | undefined;
  readonly prefixes: readonly Uint8Array[];
}

function readWanted({ sessions, engine }: ServerServices, call: Call): Wanted {
  const { args } = call;
  const switches = new Set<Switch>();
  const prefixes: Uint8Array[] = [];
  let redirectTo: Session | undefined;
  for (let word = 3; word < args.count; word++) {
    const hasValue = word + 1 < args.count;
    const given = SWITCHES.find((name) => args.is(word, name));
    if (given !== undefined) switches.add(given);
    else if (hasValue && args.is(word, 'redirect')) {
      if (redirectTo !== undefined) throw ONE_REDIRECTION;
      redirectTo = sessions.get(call.integer(++word));
      if (redirectTo?.is(SessionState.closing) !== false) throw NO_SUCH_CLIENT;
      if (!engine.tracking.mayFeed(sessionOf(call), redirectTo)) throw NO_SUCH_CLIENT;
    } else if (hasValue && args.is(word, 'prefix')) prefixes.push(args.copy(++word));
    else throw Errors.syntax;
  }
  return { switches, redirectTo, prefixes };
}

/** Against itself, and against how the session tracks already. */
function checkWanted({ tracking }: Session, { switches, prefixes }: Wanted): void {
  const isBroadcast = switches.has('bcast');
  const [optIn, optOut] = [switches.has('optin'), switches.has('optout')];
  if (prefixes.length > 0 && !isBroadcast) throw PREFIX_WITHOUT_BCAST;
  if (tracking !== undefined && tracking.isBroadcast !== isBroadcast) throw OTHER_BCAST;
  if (isBroadcast && (optIn || optOut)) throw OPT_WITH_BCAST;
  if (optIn && optOut) throw BOTH_OPTS;
  if ((optIn && tracking?.mode === 'opt-out') || (optOut && tracking?.mode === 'opt-in'))
    throw OTHER_OPT;
  const count = (tracking?.prefixes.length ?? 0) + prefixes.length;
  if (count > TRACKED_PREFIXES_MAX) throw TOO_MANY_PREFIXES;
  const overlap = isBroadcast ? prefixOverlap(prefixes, tracking?.prefixes ?? []) : undefined;
  if (overlap !== undefined) throw new CommandError(`ERR ${overlap}`);
}

function optionsOf({ switches, redirectTo, prefixes }: Wanted): TrackingOptions {
  const only: TrackingMode = switches.has('optout') ? 'opt-out' : 'all';
  return {
    redirectTo,
    prefixes,
    isBroadcast: switches.has('bcast'),
    mode: switches.has('optin') ? 'opt-in' : only,
    noLoop: switches.has('noloop'),
  };
}
