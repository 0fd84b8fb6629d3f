import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { ArgumentDoc } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';

const NOT_YET = new CommandError(
  'ERR CLIENT TRACKING is not available yet in this version of Casemate: no client would ever be told of a change',
);
const ONE_REDIRECTION = new CommandError('ERR A client can only redirect to a single other client');
const NO_SUCH_CLIENT = new CommandError('ERR The client ID you want redirect to does not exist');
const PREFIX_WITHOUT_BCAST = new CommandError(
  'ERR PREFIX option requires BCAST mode to be enabled',
);
const OPT_WITH_BCAST = new CommandError('ERR OPTIN and OPTOUT are not compatible with BCAST');
const BOTH_OPTS = new CommandError("ERR You can't specify both OPTIN mode and OPTOUT mode");
const CACHING_WITHOUT_TRACKING = new CommandError(
  'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled',
);

const SUBCOMMAND = {
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
} as const;

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

/** CLIENT TRACKING: reads its options as Redis does; it can't be switched on yet, and says so. */
export function clientTracking(services: ServerServices): Command {
  return defineCommand({
    ...SUBCOMMAND,
    name: 'TRACKING',
    arity: -3,
    loggable: [2],
    docs: {
      group: 'connection',
      since: '6.0.0',
      summary: 'Tells the client of changes to keys that it has read.',
      complexity: 'O(1). Some options may introduce additional complexity.',
      arguments: TRACKING_ARGUMENTS,
    },
    run(call) {
      const given = readOptions(services, call);
      if (call.is(2, 'off')) {
        call.reply.ok();
        return;
      }
      if (!call.is(2, 'on')) throw Errors.syntax;
      const isBroadcast = given.has('bcast');
      if (given.has('prefix') && !isBroadcast) throw PREFIX_WITHOUT_BCAST;
      if (isBroadcast && (given.has('optin') || given.has('optout'))) throw OPT_WITH_BCAST;
      if (given.has('optin') && given.has('optout')) throw BOTH_OPTS;
      throw NOT_YET;
    },
  });
}

function readOptions({ sessions }: ServerServices, call: Call): ReadonlySet<string> {
  const given = new Set<string>();
  for (let word = 3; word < call.count; word++) {
    const name = call.args.latin1(word).toLowerCase();
    const hasValue = word + 1 < call.count;
    if (name === 'redirect' && hasValue) {
      if (given.has(name)) throw ONE_REDIRECTION;
      word++;
      if (!sessions.has(call.integer(word))) throw NO_SUCH_CLIENT;
    } else if (name === 'prefix' && hasValue) word++;
    else if (!['bcast', 'optin', 'optout', 'noloop'].includes(name)) throw Errors.syntax;
    given.add(name);
  }
  return given;
}

/** CLIENT CACHING: part of tracking, which is never on. */
export const clientCaching = defineCommand({
  ...SUBCOMMAND,
  name: 'CACHING',
  arity: 3,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '6.0.0',
    summary: 'Tells whether keys of the next call are to be tracked.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'mode',
        type: 'oneof',
        arguments: [
          { name: 'yes', type: 'pure-token', token: 'YES' },
          { name: 'no', type: 'pure-token', token: 'NO' },
        ],
      },
    ],
  },
  run() {
    throw CACHING_WITHOUT_TRACKING;
  },
});

/** CLIENT GETREDIR: -1 as long as tracking is off. */
export const clientGetredir = defineCommand({
  ...SUBCOMMAND,
  name: 'GETREDIR',
  arity: 2,
  loggable: [],
  docs: {
    group: 'connection',
    since: '6.0.0',
    summary: 'Tells to which connection tracking sends its messages.',
    complexity: 'O(1)',
  },
  run({ reply }) {
    reply.integer(-1);
  },
});

/** CLIENT TRACKINGINFO: tracking is off. */
export const clientTrackinginfo = defineCommand({
  ...SUBCOMMAND,
  name: 'TRACKINGINFO',
  arity: 2,
  loggable: [],
  docs: {
    group: 'connection',
    since: '6.2.0',
    summary: 'Describes the tracking of this connection.',
    complexity: 'O(1)',
  },
  run({ reply }) {
    reply.map(3);
    reply.bulkLatin1('flags');
    reply.set(1);
    reply.bulkLatin1('off');
    reply.bulkLatin1('redirect');
    reply.integer(-1);
    reply.bulkLatin1('prefixes');
    reply.array(0);
  },
});
