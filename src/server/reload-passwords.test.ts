import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ServerStand } from '../../test/support/server-stand.ts';
import { reloadPasswords } from './reload-passwords.ts';

const LOOPBACK = 'bind 127.0.0.1';
const [OLD, NEW] = ['the-old-one-is-long', 'the-new-one-is-long'];
const APP = 'user app on >file:/run/app ~* +@all';

let stand = new ServerStand();

beforeEach(() => {
  stand = new ServerStand();
  // Timers wait for the test; the clock is moved by hand.
  stand.clock.after = () => ({ cancel: () => undefined });
});

/** Whether the user may log in with it. */
async function login(password: string, name = 'app'): Promise<boolean> {
  return (await stand.say(`AUTH ${name} ${password}`)) === '+OK\r\n';
}

const reload = (): Promise<string | undefined> => reloadPasswords(stand.server.instance);

describe('passwords from files', () => {
  test('are read at the start; the rule is shown and written, never what was read', async () => {
    stand.disk.put('/run/app', `${OLD}\n`);
    assert.equal(await stand.start(LOOPBACK, APP), undefined);
    assert.ok(await login(OLD));
    assert.match(await stand.say('ACL LIST'), /user app on sanitize-payload >file:\/run\/app ~\*/);
    assert.match(
      await stand.say('ACL GETUSER app'),
      /\$9\r\npasswords\r\n\*1\r\n\$13\r\nfile:\/run\/app\r\n/,
    );
    assert.equal(await stand.say('CONFIG REWRITE'), '+OK\r\n');
    assert.match(stand.disk.text('/c.conf'), /^user app on .*>file:\/run\/app/m);
    assert.ok(!stand.disk.text('/c.conf').includes(OLD));
  });

  test('stand beside hashes, and are taken away by their names', async () => {
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, APP);
    assert.equal(await stand.say(`ACL SETUSER app >${NEW}`), '+OK\r\n');
    assert.ok((await login(OLD)) && (await login(NEW)));
    assert.equal(await stand.say('ACL SETUSER app <file:/run/app'), '+OK\r\n');
    assert.ok(!(await login(OLD)) && (await login(NEW)));
    assert.match(await stand.say('ACL SETUSER app <file:/run/app'), /does not exist/);
  });

  for (const [what, rule] of [
    ['resetpass', 'resetpass'],
    ['reset', 'reset'],
    ['nopass', 'nopass'],
  ] as const) {
    test(`are gone after ${what}`, async () => {
      stand.disk.put('/run/app', OLD);
      await stand.start(LOOPBACK, APP);
      await stand.say(`ACL SETUSER app ${rule}`);
      assert.doesNotMatch(await stand.say('ACL LIST'), /file:/);
      assert.equal(await login(OLD), what === 'nopass');
    });
  }

  test('that can not be had refuse the start with line, rule and remedy', async () => {
    const refusal = await stand.start(LOOPBACK, APP);
    assert.ok(refusal?.kind === 'config');
    assert.match(refusal.message, /line 2[^]*>file:\/run\/app: .*\/run\/app.*Fix: /);
    assert.equal(stand.network.open.size, 0);
  });

  test('from the environment and from systemd are found by their names', async () => {
    stand.variables['APP_PW'] = OLD;
    stand.variables['CREDENTIALS_DIRECTORY'] = '/run/credentials/c.service';
    stand.disk.put('/run/credentials/c.service/app', NEW);
    await stand.start(LOOPBACK, 'user app on >env:APP_PW >credential:app +ping');
    assert.ok((await login(OLD)) && (await login(NEW)));
  });
});

describe('a client', () => {
  test('can not name a file, whether it is there or not, with one answer for all', async () => {
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, APP);
    const answers = new Set<string>();
    for (const source of ['file:/run/app', 'file:/nosuch', 'env:PATH', 'credential:x', 'file:']) {
      answers.add(await stand.say(`ACL SETUSER eve on >${source}`));
    }
    assert.equal(answers.size, 1);
    assert.match([...answers][0] ?? '', /^-ERR .*'>\(hidden\)'.*may only stand in the ACL file/);
    assert.equal(stand.server.instance.users.get('eve'), undefined);
  });

  test('can set requirepass-file to its own value alone, and requirepass not beside it', async () => {
    stand.disk.put('/run/pw', OLD);
    await stand.start(LOOPBACK, 'requirepass-file /run/pw');
    const say = stand.client();
    await say(`AUTH ${OLD}`);
    for (const other of ['/run/other', '/c.conf', '""']) {
      assert.match(await say(`CONFIG SET requirepass-file ${other}`), /its own value only/, other);
    }
    assert.match(await say(`CONFIG SET requirepass ${NEW}`), /requirepass-file is set/);
    assert.equal(await say('CONFIG GET requirepass'), '*2\r\n$11\r\nrequirepass\r\n$0\r\n\r\n');
    assert.match(await say('CONFIG SET masterauth-file /x'), /immutable/);
    assert.match(await say('CONFIG SET tls-key-file-pass-file /x'), /immutable/);
  });

  test('can set no secret that stands in a file, or no reload would read a password any more', async () => {
    const names = ['masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass'];
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, APP, ...names.map((name) => `${name}-file /run/app`));
    for (const name of [...names, 'primaryauth']) {
      const answer = await stand.say(`CONFIG SET ${name} x`);
      assert.match(answer, /-file is set: write the new secret into \/run\/app/, name);
      assert.equal(await stand.say(`CONFIG SET ${name} ""`), '+OK\r\n');
    }
    stand.disk.put('/run/app', NEW);
    assert.equal(await reload(), undefined);
    assert.ok(await login(NEW));
  });
});

describe('a reload', () => {
  test('brings the new password at once, and the old one lives for its grace', async () => {
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, APP, 'password-grace 60');
    const connected = stand.client();
    await connected(`AUTH app ${OLD}`);
    stand.disk.put('/run/app', NEW);
    assert.ok(!(await login(NEW)));
    assert.equal(await reload(), undefined);
    assert.ok((await login(NEW)) && (await login(OLD)));
    assert.match(
      await stand.say('ACL GETUSER app'),
      /password-grace\r\n\$\d+\r\nfile:\/run\/app until 20\d\d-/,
    );
    assert.match(await stand.say('INFO security_warnings'), /passwords_in_grace:1\r/);
    stand.clock.nowMs += 60_000;
    assert.ok((await login(NEW)) && !(await login(OLD)));
    assert.doesNotMatch(await stand.say('ACL GETUSER app'), /password-grace/);
    assert.match(
      await stand.say('INFO security_warnings'),
      /password_sources:1\r\npasswords_in_grace:0/,
    );
    assert.equal(await connected('ACL WHOAMI'), '$3\r\napp\r\n');
  });

  test('with one bad file changes none of them', async () => {
    stand.disk.put('/run/app', OLD);
    stand.disk.put('/run/bob', OLD);
    await stand.start(LOOPBACK, APP, 'user bob on >file:/run/bob');
    stand.disk.put('/run/app', NEW);
    stand.disk.put('/run/bob', '');
    assert.match((await reload()) ?? '', />file:\/run\/bob: \/run\/bob is empty/);
    assert.ok((await login(OLD)) && !(await login(NEW)) && (await login(OLD, 'bob')));
  });

  test('is ended early by a lower password-grace', async () => {
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, APP);
    stand.disk.put('/run/app', NEW);
    await reload();
    assert.ok(await login(OLD));
    assert.equal(await stand.say('CONFIG SET password-grace 0'), '+OK\r\n');
    assert.ok(!(await login(OLD)));
    assert.equal(await stand.say('CONFIG SET password-grace 300'), '+OK\r\n');
    assert.ok(!(await login(OLD)));
  });

  test('of requirepass-file comes with CONFIG SET to the same path, if the file is good', async () => {
    stand.disk.put('/run/pw', OLD);
    await stand.start(LOOPBACK, 'requirepass-file /run/pw');
    const say = stand.client();
    assert.match(await say('PING'), /^-NOAUTH/);
    await say(`AUTH ${OLD}`);
    stand.disk.put('/run/pw', '');
    assert.match(await say('CONFIG SET requirepass-file /run/pw'), /^-ERR .*\/run\/pw is empty/);
    assert.ok(await login(OLD, 'default'));
    stand.disk.put('/run/pw', NEW);
    assert.equal(await say('CONFIG SET requirepass-file /run/pw'), '+OK\r\n');
    assert.ok((await login(OLD, 'default')) && (await login(NEW, 'default')));
  });

  test('with ACL LOAD reads what the file names, all or nothing, and SAVE writes the names', async () => {
    stand.disk.put(
      '/users.acl',
      'user default on nopass ~* &* +@all\nuser app on >file:/run/app +ping\n',
    );
    stand.disk.put('/run/app', OLD);
    assert.equal(await stand.start(LOOPBACK, 'aclfile users.acl'), undefined);
    assert.ok(await login(OLD));
    stand.disk.put('/run/app', NEW);
    assert.equal(await stand.say('ACL LOAD'), '+OK\r\n');
    assert.ok((await login(OLD)) && (await login(NEW)));
    stand.disk.put(
      '/users.acl',
      'user default on nopass ~* &* +@all\nuser eve on >file:/run/eve\n',
    );
    const refusal = await stand.say('ACL LOAD');
    assert.match(refusal, /^-ERR \/users\.acl:2: >file:\/run\/eve: .*Fix: .*no change/);
    assert.ok(await login(NEW));
    assert.equal(await stand.say('ACL SAVE'), '+OK\r\n');
    assert.match(stand.disk.text('/users.acl'), /^user app on sanitize-payload >file:\/run\/app /m);
  });

  test('of a name that nobody had in use gives the file as it is, and nothing older', async () => {
    const all = 'user default on nopass ~* &* +@all\n';
    stand.disk.put('/users.acl', `${all}user app on >file:/run/app +ping\n`);
    stand.disk.put('/run/app', OLD);
    await stand.start(LOOPBACK, 'aclfile users.acl');
    await stand.say('ACL SETUSER app resetpass');
    stand.disk.put('/run/app', NEW);
    assert.equal(await stand.say('ACL LOAD'), '+OK\r\n');
    assert.ok(!(await login(OLD)) && (await login(NEW)));
  });
});
