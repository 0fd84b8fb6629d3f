import { bytes, count, MAX_LONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { flag, text, word } from '../option-kinds.ts';
import { slot } from '../slot.ts';
import { insecureAllowOption } from './insecure-allow-option.ts';

const OWN = 'Casemate';
const ACTIONS = ['no', 'yes', 'local'] as const;

/** Who may do what, and what a stranger may cost. */
export const securityOptions: readonly Option[] = [
  text('requirepass', slot('security', 'requirepass'), {
    doc: 'Password of the user `default`. Beside an `aclfile` it counts unless the file defines `default` (Redis ignores it then without a word).',
    secret: true,
    // Said again, it still is what default's password is to be: ACL SETUSER may have changed it, or taken it away.
    volatile: true,
  }),
  text('requirepass-file', slot('security', 'requirepassFile'), {
    doc: 'Where the password of `default` is kept in place of `requirepass`: a path, `env:NAME`, or `credential:NAME` of systemd. CONFIG SET takes its own value only, and reads the file again.',
    kind: 'path',
    volatile: true,
    origin: OWN,
  }),
  count('password-grace', slot('security', 'passwordGraceSeconds'), {
    doc: 'How long the old password stays valid after a file, variable or credential gave another one. A lower value counts at once for those that are in grace; 0 ends them.',
    max: 604_800n,
    unit: 'seconds',
    origin: OWN,
  }),
  text('aclfile', slot('security', 'aclFile'), {
    doc: 'File that holds the users.',
    kind: 'path',
    change: 'immutable',
    emptyIsValue: true,
  }),
  word('acl-pubsub-default', slot('security', 'aclPubsubDefault'), {
    doc: 'Channels that a new user may use.',
    words: ['allchannels', 'resetchannels'],
  }),
  count('acllog-max-len', slot('security', 'aclLogMaxLen'), {
    doc: 'Entries that ACL LOG keeps.',
    max: MAX_LONG,
    unsigned: true,
  }),
  word('enable-protected-configs', slot('security', 'enableProtectedConfigs'), {
    doc: 'Whether CONFIG SET may change `dir` and `dbfilename`: never, always, or from this machine.',
    words: ACTIONS,
    change: 'immutable',
  }),
  word('enable-debug-command', slot('security', 'enableDebugCommand'), {
    doc: 'Whether DEBUG may be used: never, always, or from this machine.',
    words: ACTIONS,
    change: 'immutable',
  }),
  word('enable-module-command', slot('security', 'enableModuleCommand'), {
    doc: 'Whether MODULE may be used: never, always, or from this machine.',
    words: ACTIONS,
    change: 'immutable',
    noEffect: 'There are no native modules to load; MODULE refuses in every case.',
  }),
  flag('hide-user-data-from-log', slot('security', 'hideUserDataFromLog'), {
    doc: 'Whether keys and values stay out of the log after a crash.',
    noEffect: 'They are never written to the log.',
    origin: 'Valkey 8',
  }),
  insecureAllowOption,
  word('select-denied', slot('security', 'selectDenied'), {
    doc: 'What follows a SELECT that the ACL refuses: an error as in Redis, or the end of the connection, so that nothing behind it in the pipeline runs in the wrong database. The secure mode says `close`.',
    words: ['error', 'close'],
    origin: OWN,
  }),
  word('password-policy', slot('security', 'passwordPolicy'), {
    doc: 'What becomes of a password that is shorter than 12 characters, repeats few characters, or is published in guides: nothing, a warning in the log, or a refusal. The secure mode says `refuse`.',
    words: ['off', 'warn', 'refuse'],
    origin: OWN,
  }),
  flag('revoke-disconnects', slot('security', 'revokeDisconnects'), {
    doc: 'Whether connections end at once when their user is switched off or expires, and those of monitors when their user, or the one that they log in as, may not MONITOR. The secure mode says `yes`.',
    origin: OWN,
  }),
  count('maxclients-reserve', slot('limits', 'maxclientsReserve'), {
    doc: "Connections beyond `maxclients` that only the Unix socket may use: the operator's way in during a flood.",
    max: 1024n,
    origin: OWN,
  }),
  count('preauth-deadline', slot('limits', 'preauthDeadlineMs'), {
    doc: 'Time within which a connection must authenticate; 0 for no deadline.',
    unit: 'milliseconds',
    origin: OWN,
  }),
  count('preauth-max-arguments', slot('limits', 'preauthMaxArguments'), {
    doc: 'Arguments that a request may have before authentication.',
    min: 3n,
    max: 1_048_576n,
    origin: OWN,
  }),
  bytes('preauth-bulk-limit', slot('limits', 'preauthBulkBytes'), {
    doc: 'Size of an argument before authentication.',
    min: 64n,
    origin: OWN,
  }),
  bytes('preauth-query-buffer-limit', slot('limits', 'preauthQueryBytes'), {
    doc: 'Size of an unfinished request before authentication.',
    min: 1024n,
    origin: OWN,
  }),
  bytes('preauth-output-buffer-limit', slot('limits', 'preauthOutputBytes'), {
    doc: 'Unread replies before authentication after which the connection ends.',
    min: 1024n,
    origin: OWN,
  }),
  count('preauth-connections-per-source', slot('limits', 'perSourceConnectionsMax'), {
    doc: 'Connections that one address (an IPv6 /64) may hold before authentication; 0 for no limit.',
    origin: OWN,
  }),
  flag('auth-throttle', slot('limits', 'authThrottleEnabled'), {
    doc: 'Whether failed logins slow down the address that they come from.',
    origin: OWN,
  }),
  count('auth-throttle-free', slot('limits', 'authThrottleFree'), {
    doc: 'Failures of an address before it is slowed down.',
    origin: OWN,
  }),
  count('auth-throttle-base', slot('limits', 'authThrottleBaseMs'), {
    doc: 'The first delay; each failure doubles it.',
    min: 1n,
    unit: 'milliseconds',
    origin: OWN,
  }),
  count('auth-throttle-max', slot('limits', 'authThrottleMaxMs'), {
    doc: 'The longest delay.',
    min: 1n,
    unit: 'milliseconds',
    origin: OWN,
  }),
  count('auth-throttle-disconnect', slot('limits', 'authThrottleDisconnectAfter'), {
    doc: 'Failures after which the connection ends; 0 for never.',
    origin: OWN,
  }),
];
