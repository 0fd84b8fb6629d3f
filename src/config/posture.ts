import { fromLatin1 } from '../base/bytes.ts';
import type { Settings } from '../settings/settings.ts';
import { decodeText } from './byte-text.ts';
import type { ChangeHook } from './change-hook.ts';
import type { Finding } from './finding.ts';
import { listenerText } from './listen-option.ts';
import { fileFindings, type WatchedFile } from './posture-files.ts';
import { exposedAddresses, exposedListeners, placesForStrangers, speaksTls } from './reach.ts';
import { weakCiphers, weakProtocols } from './weak-tls.ts';

/** What the rules know beside the settings. */
export interface PostureFacts {
  /** A user that is on and needs no password. */
  readonly hasOpenUser: boolean;
  /** One beside `default`. */
  readonly hasOtherOpenUser: boolean;
  /** Other users have passwords, and `default` is full of rights and needs none. */
  readonly forgetsDefault: boolean;
  /** Whether the file behind `aclfile` defines `default`. */
  readonly aclFileDefinesDefault: boolean;
  /** Directives that came from the program's arguments, which everybody on the machine can read. */
  readonly fromArguments: ReadonlySet<string>;
  readonly files: readonly WatchedFile[];
  /** By a name of one character per byte. */
  readonly userExists: (name: string) => boolean;
}

/** The most harmless facts, for callers that know only some of them. */
export const NO_FACTS: PostureFacts = {
  hasOpenUser: false,
  hasOtherOpenUser: false,
  forgetsDefault: false,
  aclFileDefinesDefault: false,
  fromArguments: new Set(),
  files: [],
  userExists: () => true,
};

type Rule = (settings: Settings, facts: PostureFacts) => readonly Finding[];

/**
 * Judges a configuration. Refusals that `insecure-allow` accepts by name come back as warnings, so that they stay
 * visible in the log and in INFO.
 */
export function judgePosture(settings: Settings, facts: PostureFacts): readonly Finding[] {
  return RULES.flatMap((rule) => rule(settings, facts)).map((finding) =>
    finding.severity === 'refuse' && settings.security.insecureAllow.has(finding.id)
      ? {
          ...finding,
          severity: 'warn',
          message: `${finding.message} Accepted by insecure-allow ${finding.id}.`,
        }
      : finding,
  );
}

/** The attack table's first row: would a stranger be let in? A start, CONFIG SET and the ACL give one message. */
function openToTheWorld(
  settings: Settings,
  facts: Pick<PostureFacts, 'hasOpenUser'>,
): readonly Finding[] {
  const places = placesForStrangers(settings);
  if (!facts.hasOpenUser || settings.security.protectedMode || places.length === 0) return [];
  return [
    {
      id: 'open-to-the-world',
      severity: 'refuse',
      message: `A user without a password could be used by everybody who reaches ${places.join(', ')}: that goes beyond loopback and protected-mode is off.`,
      fix: 'protected-mode yes\nrequirepass <a long random password>',
    },
  ];
}

/**
 * Refuses a CONFIG SET that would open the server: register it for `OPENING_DIRECTIVES`. `hasOpenUser` is asked with
 * the settings as they would be, because `requirepass ""` makes such a user.
 */
export function openToTheWorldHook(hasOpenUser: (next: Settings) => boolean): ChangeHook {
  return {
    prepare: ({ next }) => {
      const finding = openingRefusal(next, hasOpenUser(next));
      return finding === undefined ? undefined : openingText(finding);
    },
  };
}

/** The refusal in the one line that an error reply has. */
export function openingText({ message, fix }: Finding): string {
  return `${message} Fix: ${fix.replace('\n', ', ')}`;
}

/** The directives that can open the server to strangers. */
export const OPENING_DIRECTIVES: readonly string[] = [
  'bind',
  'port',
  'protected-mode',
  'requirepass',
  'tls-auth-clients',
  'tls-port',
];

/** Whether such a user may come to be (ACL SETUSER, ACL LOAD), as far as `insecure-allow` does not accept it. */
export function openingRefusal(settings: Settings, hasOpenUser: boolean): Finding | undefined {
  const [finding] = openToTheWorld(settings, { hasOpenUser });
  return finding !== undefined && !settings.security.insecureAllow.has(finding.id)
    ? finding
    : undefined;
}

/** Beside an `aclfile`, `requirepass` is the password of `default` unless that file defines the user itself. */
export function requirepassApplies(
  settings: Settings,
  facts: Pick<PostureFacts, 'aclFileDefinesDefault'>,
): boolean {
  const { requirepass, requirepassFile } = settings.security;
  return (
    (requirepass !== '' || requirepassFile !== '') &&
    !(settings.security.aclFile !== '' && facts.aclFileDefinesDefault)
  );
}

const RULES: readonly Rule[] = [
  openToTheWorld,
  (_settings, facts) => fileFindings(facts.files),
  plainTcp,
  plainListeners,
  weakTls,
  requirepassIgnored,
  secretsOnCommandLine,
  openUnixSocket,
  openGates,
  forgottenDefault,
  keptHere,
  unknownUsers,
];

/** Guide error 16: users are made one after the other, and everybody still comes in without being one of them. */
export const FORGOTTEN_DEFAULT =
  "There are users with passwords, but 'default' needs no password and may use every key: whoever doesn't log in is 'default'.";

function forgottenDefault(
  _settings: Settings,
  { forgetsDefault }: PostureFacts,
): readonly Finding[] {
  if (!forgetsDefault) return [];
  return [warn('default-without-password', FORGOTTEN_DEFAULT, 'ACL SETUSER default off')];
}

/** Redis's protected mode would let such a user in from anywhere: who relies on it learns why it no longer does. */
function keptHere(
  settings: Settings,
  { hasOtherOpenUser }: Pick<PostureFacts, 'hasOtherOpenUser'>,
): readonly Finding[] {
  const isReached = placesForStrangers(settings).length > 0;
  if (!hasOtherOpenUser || !settings.security.protectedMode || !isReached) return [];
  return [
    warn(
      'protected-mode-keeps-users',
      "A user other than 'default' needs no password: protected mode lets it in from this machine only.",
      'ACL SETUSER the user on resetpass >a-long-random-password',
    ),
  ];
}

/** Maybe a slip of the pen that keeps the application out. Not refused: ACL SETUSER may make the user later. */
function unknownUsers(
  { listen }: Settings,
  { userExists }: Pick<PostureFacts, 'userExists'>,
): readonly Finding[] {
  return listen.extra.flatMap((listener) => {
    const unknown = [...(listener.policy.users ?? [])].filter((name) => !userExists(name));
    return unknown.map((name) => {
      const shown = decodeText(fromLatin1(name));
      return warn(
        'listen-unknown-user',
        `listen ${listenerText(listener)}: there is no user '${shown}', so nobody can log in there as it.`,
        `ACL SETUSER ${shown} on …, or another name behind users=`,
      );
    });
  });
}

function plainTcp(settings: Settings): readonly Finding[] {
  const addresses = exposedAddresses(settings);
  if (settings.listen.port === 0 || addresses.length === 0) return [];
  return [
    warn(
      'plain-tcp',
      `Passwords and data travel unencrypted: port ${String(settings.listen.port)} is plain TCP on ${addresses.join(' ')}.`,
      `port 0\ntls-port ${String(settings.listen.tlsPort || settings.listen.port)}`,
    ),
  ];
}

/** With an id of its own: who has accepted one of these in the file has not accepted that `bind` goes beyond loopback. */
function plainListeners(settings: Settings): readonly Finding[] {
  const plain = exposedListeners(settings).filter(({ kind }) => kind === 'tcp');
  return plain.map((listener) =>
    warn(
      'plain-tcp-listen',
      `Passwords and data travel unencrypted: listen ${listenerText(listener)} is plain TCP.`,
      `listen ${listenerText({ ...listener, kind: 'tls' })}`,
    ),
  );
}

function weakTls(settings: Settings): readonly Finding[] {
  const { tls } = settings;
  if (!speaksTls(settings)) return [];
  const protocols = weakProtocols(tls.protocols);
  const ciphers = weakCiphers(tls.ciphers);
  const findings: Finding[] = [];
  if (protocols.length > 0) {
    findings.push(
      warn(
        'weak-tls-protocols',
        `${protocols.join(' and ')} can be broken.`,
        'tls-protocols "TLSv1.2 TLSv1.3"',
      ),
    );
  }
  if (ciphers.length > 0) {
    findings.push(
      warn(
        'weak-tls-ciphers',
        `tls-ciphers names weak ciphers: ${ciphers.join(', ')}.`,
        'tls-ciphers ""',
      ),
    );
  }
  return findings;
}

function requirepassIgnored(settings: Settings, facts: PostureFacts): readonly Finding[] {
  const { requirepass, requirepassFile, aclFile } = settings.security;
  const name = requirepassFile === '' ? 'requirepass' : 'requirepass-file';
  const isSet = requirepass !== '' || requirepassFile !== '';
  if (!isSet || aclFile === '' || requirepassApplies(settings, facts)) return [];
  return [
    warn(
      'requirepass-unused',
      `${name} is not used: ${aclFile} defines the user default itself.`,
      `Delete the line ${name}, or the user default from the file`,
    ),
  ];
}

const SECRETS = [
  'requirepass',
  'masterauth',
  'masteruser',
  'tls-key-file-pass',
  'tls-client-key-file-pass',
];

function secretsOnCommandLine(
  _settings: Settings,
  { fromArguments }: PostureFacts,
): readonly Finding[] {
  return SECRETS.filter((name) => fromArguments.has(name)).map((name) =>
    warn(
      'secret-in-arguments',
      `${name} was given as an argument, where every user of this machine can read it.`,
      `Write ${name} into a configuration file that only its owner can read, or hand it in: casemate - < file`,
    ),
  );
}

function openUnixSocket({ listen }: Settings, { hasOpenUser }: PostureFacts): readonly Finding[] {
  const { unixsocket, unixsocketMode } = listen;
  const own = unixsocket === '' ? [] : [{ path: unixsocket, mode: unixsocketMode }];
  const more = listen.extra
    .filter(({ kind }) => kind === 'unix')
    .map(({ address, mode }) => ({ path: address, mode: mode === 0 ? unixsocketMode : mode }));
  return [...own, ...more]
    .filter(({ mode }) => hasOpenUser && (mode & 0o002) !== 0)
    .map(({ path }) =>
      warn(
        'open-unix-socket',
        `Every user of this machine can use ${path} without a password.`,
        path === unixsocket ? 'unixsocketperm 700' : `listen unix:${path} mode=700`,
      ),
    );
}

function openGates({ security }: Settings): readonly Finding[] {
  const gates = [
    [
      'enable-debug-command',
      security.enableDebugCommand,
      'DEBUG can stop the server and show all data.',
    ],
    [
      'enable-protected-configs',
      security.enableProtectedConfigs,
      'CONFIG SET may write files to any directory.',
    ],
  ] as const;
  return gates
    .filter(([, action]) => action === 'yes')
    .map(([name, , why]) => warn(`${name}-yes`, `${name} yes: ${why}`, `${name} no`));
}

function warn(id: string, message: string, fix: string): Finding {
  return { id, severity: 'warn', message, fix };
}
