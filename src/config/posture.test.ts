import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settings } from '../settings/settings.ts';
import { encodeText } from './byte-text.ts';
import type { Finding } from './finding.ts';
import { listenOption } from './listen-option.ts';
import { LiveConfig } from './live-config.ts';
import {
  judgePosture,
  NO_FACTS,
  OPENING_DIRECTIVES,
  openToTheWorldHook,
  type PostureFacts,
  requirepassApplies,
} from './posture.ts';
import { slot } from './slot.ts';

type Change = (settings: Settings) => void;

const SETTINGS = listenOption('listen', slot('listen', 'extra'), { doc: 'Listens.' });

/** A line of `listen`. */
const listenLine =
  (line: string): Change =>
  (settings) => {
    assert.equal(SETTINGS.set(settings, line.split(' '), 'file'), undefined);
  };

/** Settings that nobody could say anything about, changed. */
function settingsWith(change: Change): Settings {
  const settings = new Settings();
  settings.listen.bind = ['127.0.0.1', '-::1'];
  change(settings);
  return settings;
}

function idsOf(change: Change, facts: Partial<PostureFacts> = {}): string[] {
  return judgePosture(settingsWith(change), { ...NO_FACTS, ...facts }).map(
    ({ id, severity }) => `${severity} ${id}`,
  );
}

const exposed: Change = ({ listen, security }) => {
  listen.bind = ['0.0.0.0'];
  security.protectedMode = false;
};

test('a quiet configuration has no findings', () => {
  assert.deepEqual(
    idsOf(() => undefined, { hasOpenUser: true }),
    [],
  );
});

test('open to the world: a passwordless user beyond loopback without protected mode is refused with its fix', () => {
  const [finding] = judgePosture(settingsWith(exposed), { ...NO_FACTS, hasOpenUser: true });
  assert.equal(finding?.id, 'open-to-the-world');
  assert.equal(finding.severity, 'refuse');
  assert.match(finding.message, /0\.0\.0\.0/);
  assert.equal(finding.fix.split('\n').length, 2);
});

test('it takes all of it: user, address, mode and a port for strangers', () => {
  const open = 'refuse open-to-the-world';
  const refuses = (change: Change, hasOpenUser = true): boolean =>
    idsOf(
      (settings) => {
        exposed(settings);
        change(settings);
      },
      { hasOpenUser },
    ).includes(open);
  assert.ok(refuses(() => undefined));
  assert.ok(!refuses(() => undefined, false));
  assert.ok(!refuses(({ security }) => (security.protectedMode = true)));
  assert.ok(
    !refuses(
      ({ listen }) => (listen.bind = ['127.0.0.2', '::1', '-::ffff:127.0.0.1', 'localhost']),
    ),
  );
  assert.ok(!refuses(({ listen }) => (listen.bind = [])));
  assert.ok(!refuses(({ listen }) => (listen.port = 0)));
  const tlsOnly: Change = ({ listen }) => Object.assign(listen, { port: 0, tlsPort: 6380 });
  assert.ok(!refuses(tlsOnly), 'a certificate is asked for');
  assert.ok(
    refuses((settings) => {
      tlsOnly(settings);
      settings.tls.authClients = 'optional';
    }),
  );
  for (const address of [
    '*',
    '-::*',
    '::',
    '10.0.0.1',
    '-192.168.1.1',
    '127.evil.example',
    '128.0.0.1',
  ]) {
    assert.ok(
      refuses(({ listen }) => (listen.bind = ['127.0.0.1', address])),
      address,
    );
  }
});

test('insecure-allow accepts a refusal by its name and keeps it visible', () => {
  const change: Change = (settings) => {
    exposed(settings);
    settings.security.insecureAllow = new Set(['open-to-the-world']);
  };
  const [finding] = judgePosture(settingsWith(change), { ...NO_FACTS, hasOpenUser: true });
  assert.equal(finding?.severity, 'warn');
  assert.match(finding.message, /Accepted by insecure-allow open-to-the-world/);
});

test('CONFIG SET cannot open the server, by whichever directive', () => {
  const steps: [string, string][] = [
    ['protected-mode', 'no'],
    ['bind', '*'],
    ['requirepass', ''],
  ];
  for (const [at, [name, value]] of steps.entries()) {
    const settings = settingsWith(({ security }) => (security.requirepass = 'secret'));
    const live = new LiveConfig(settings);
    live.onChange(
      OPENING_DIRECTIVES,
      openToTheWorldHook((next) => next.security.requirepass === ''),
    );
    const set = (pair: [string, string]) =>
      live.set([{ name: encodeText(pair[0]), value: encodeText(pair[1]) }], {
        isLocal: true,
        isLoading: false,
      });
    for (const other of steps.filter((_, index) => index !== at))
      assert.equal(set(other), undefined, other[0]);
    const refusal = set([name, value]);
    assert.ok(refusal !== undefined && 'message' in refusal, name);
    assert.match(
      refusal.message,
      new RegExp(
        `^CONFIG SET failed \\(possibly related to argument '${name}'\\) - A user without`,
      ),
    );
    settings.security.insecureAllow = new Set(['open-to-the-world']);
    assert.equal(set([name, value]), undefined);
  }
});

test('plain TCP beyond loopback is said', () => {
  assert.deepEqual(
    idsOf(({ listen }) => (listen.bind = ['10.0.0.1'])),
    ['warn plain-tcp'],
  );
  assert.deepEqual(
    idsOf(({ listen }) => Object.assign(listen, { bind: ['10.0.0.1'], port: 0, tlsPort: 1 })),
    [],
  );
});

test('weak TLS is said', () => {
  const tls = (protocols: string[], ciphers: string): string[] =>
    idsOf((settings) => {
      settings.listen.tlsPort = 6380;
      Object.assign(settings.tls, { protocols, ciphers });
    });
  assert.deepEqual(tls(['TLSv1.1', 'TLSv1.2'], ''), ['warn weak-tls-protocols']);
  assert.deepEqual(tls([], 'HIGH:RC4-SHA'), ['warn weak-tls-ciphers']);
  assert.deepEqual(tls([], 'DEFAULT@SECLEVEL=0'), ['warn weak-tls-ciphers']);
  assert.deepEqual(tls(['TLSv1.3'], 'HIGH:!aNULL:!MD5:-RC4:ECDHE-RSA-AES256-GCM-SHA384'), []);
});

for (const name of ['requirepass', 'requirepassFile'] as const)
  test(`${name} beside an aclfile counts unless the file defines default`, () => {
    const both: Change = ({ security }) =>
      Object.assign(security, { [name]: 'x', aclFile: '/users.acl' });
    assert.deepEqual(idsOf(both, { aclFileDefinesDefault: true }), ['warn requirepass-unused']);
    assert.deepEqual(idsOf(both), []);
    assert.ok(requirepassApplies(settingsWith(both), { aclFileDefinesDefault: false }));
    assert.ok(!requirepassApplies(settingsWith(both), { aclFileDefinesDefault: true }));
    assert.ok(
      !requirepassApplies(
        settingsWith(() => undefined),
        { aclFileDefinesDefault: false },
      ),
    );
  });

test('passwords in arguments, open sockets and open gates are said', () => {
  assert.deepEqual(
    idsOf(() => undefined, { fromArguments: new Set(['requirepass', 'port']) }),
    ['warn secret-in-arguments'],
  );
  const socket: Change = ({ listen }) =>
    Object.assign(listen, { unixsocket: '/s', unixsocketMode: 0o777 });
  assert.deepEqual(idsOf(socket, { hasOpenUser: true }), ['warn open-unix-socket']);
  assert.deepEqual(idsOf(socket), []);
  assert.deepEqual(
    idsOf(({ security }) => (security.enableDebugCommand = 'yes')),
    ['warn enable-debug-command-yes'],
  );
});

test('secrets in files: what others can write is refused, what they can read is said', () => {
  const file = {
    path: '/f',
    role: 'secret',
    mode: 0o600,
    uid: 5,
    ownUid: 5,
    isInDataDirectory: false,
  } as const;
  const judge = (
    change: Partial<
      typeof file | { mode: number; uid: number; role: 'settings'; isInDataDirectory: boolean }
    >,
  ): string[] => idsOf(() => undefined, { files: [{ ...file, ...change }] });
  assert.deepEqual(judge({}), []);
  assert.deepEqual(judge({ mode: 0o646 }), ['refuse files-writable-by-others']);
  assert.deepEqual(judge({ mode: 0o660 }), ['warn file-writable-by-group']);
  assert.deepEqual(judge({ mode: 0o644 }), ['warn secret-readable-by-others']);
  assert.deepEqual(judge({ mode: 0o644, role: 'settings' }), []);
  assert.deepEqual(judge({ uid: 6 }), ['warn file-of-another-user']);
  assert.deepEqual(judge({ uid: 0 }), []);
  assert.deepEqual(judge({ mode: 0o640, isInDataDirectory: true }), [
    'refuse loose-data-directory',
  ]);
});

test('every refusal can be accepted by a name that insecure-allow knows', async () => {
  const { INSECURE_ALLOW_NAMES } = await import('./insecure-allow-names.ts');
  const file = { path: '/f', role: 'secret', uid: 5, ownUid: 5 } as const;
  const facts = {
    ...NO_FACTS,
    hasOpenUser: true,
    files: [
      { ...file, mode: 0o777, isInDataDirectory: true },
      { ...file, mode: 0o777, isInDataDirectory: false },
    ],
  };
  const isRefusal = ({ severity }: Finding): boolean => severity === 'refuse';
  const refusals = judgePosture(settingsWith(exposed), facts)
    .filter(isRefusal)
    .map(({ id }) => id);
  assert.deepEqual(refusals.sort(), [...INSECURE_ALLOW_NAMES].sort());
});

test('what listen opens is judged as what bind opens', () => {
  const facts = { hasOpenUser: true };
  const ids = (line: string, change: Change = () => undefined): string[] =>
    idsOf((settings) => {
      settings.security.protectedMode = false;
      settings.tls.authClients = 'yes';
      listenLine(line)(settings);
      change(settings);
    }, facts);
  assert.deepEqual(ids('127.0.0.1:7000'), []);
  assert.deepEqual(ids('[::1]:7000 tls=yes'), []);
  assert.deepEqual(ids('[::]:7000 tls=yes'), []);
  for (const place of ['*:7000', '[::]:7000', '10.0.0.1:7000 admin=no', 'db.example:7000'])
    assert.deepEqual(ids(place), ['refuse open-to-the-world', 'warn plain-tcp-listen'], place);
  assert.deepEqual(
    ids('*:7000 tls=yes', ({ tls }) => (tls.authClients = 'optional')),
    ['refuse open-to-the-world'],
  );
  assert.deepEqual(
    ids('*:7000', ({ security }) => (security.protectedMode = true)),
    ['warn plain-tcp-listen'],
  );
  assert.deepEqual(
    ids('*:7000 tls=yes', ({ tls }) => (tls.protocols = ['TLSv1'])),
    ['warn weak-tls-protocols'],
  );
  assert.deepEqual(ids('unix:/run/c.sock mode=777'), ['warn open-unix-socket']);
  assert.deepEqual(ids('unix:/run/c.sock mode=770'), []);
});

test('where protected mode keeps a user without a password to this machine, it is said', () => {
  const ids = (bind: string, facts: Partial<PostureFacts>, isProtected = true): string[] =>
    idsOf(
      ({ listen, security }) => {
        listen.bind = [bind];
        security.protectedMode = isProtected;
      },
      { hasOpenUser: true, ...facts },
    );
  const kept = ids('0.0.0.0', { hasOtherOpenUser: true });
  assert.deepEqual(kept, ['warn plain-tcp', 'warn protected-mode-keeps-users']);
  assert.deepEqual(ids('0.0.0.0', {}), ['warn plain-tcp']);
  assert.deepEqual(ids('127.0.0.1', { hasOtherOpenUser: true }), []);
  const open = ids('0.0.0.0', { hasOtherOpenUser: true }, false);
  assert.deepEqual(open, ['refuse open-to-the-world', 'warn plain-tcp']);
});

test('a policy that names a user who does not exist is said, until the user is there', () => {
  const userExists = (name: string): boolean => name === 'app';
  const found = (line: string): readonly Finding[] =>
    judgePosture(settingsWith(listenLine(line)), { ...NO_FACTS, userExists });
  assert.deepEqual(found('127.0.0.1:7000'), []);
  assert.deepEqual(found('127.0.0.1:7000 users=app'), []);
  const [finding, ...more] = found('127.0.0.1:7000 users=app,nob\u00f6dy');
  assert.deepEqual([finding?.id, finding?.severity, more], ['listen-unknown-user', 'warn', []]);
  assert.match(
    finding?.message ?? '',
    /^listen 127.0.0.1:7000 users=app,nob\u00f6dy: there is no user 'nob\u00f6dy'/,
  );
});

test('a port that nothing listens on is no exposure, whatever bind says', () => {
  const change: Change = (settings) => {
    settings.listen.bind = ['*'];
    settings.listen.port = 0;
    settings.security.protectedMode = false;
    listenLine('127.0.0.1:7000')(settings);
  };
  assert.deepEqual(idsOf(change, { hasOpenUser: true }), []);
});
