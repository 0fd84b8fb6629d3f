import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { ServerStand } from '../../test/support/server-stand.ts';

const LOOPBACK = 'bind 127.0.0.1';

describe('a start', () => {
  test('opens the listeners, serves, and goes about its background work', async () => {
    const stand = new ServerStand();
    assert.equal(await stand.start(LOOPBACK), undefined);
    assert.equal(await stand.say('PING'), '+PONG\r\n');
    assert.equal(stand.clock.repeated.size, 1);
    assert.match(await stand.say('INFO server'), /casemate_version:1\.2\.3/);
  });

  test('is refused with users that can not be, and nothing has been opened', async () => {
    const stand = new ServerStand();
    const refusal = await stand.start(LOOPBACK, 'user alice +nosuchcommand');
    assert.ok(refusal?.kind === 'config');
    assert.match(refusal.message, /FATAL CONFIG FILE ERROR[^]*line 2/);
    assert.equal(stand.network.open.size, 0);
  });

  test('is refused with a rename of a command that there is not', async () => {
    const refusal = await new ServerStand().start(LOOPBACK, 'rename-command NOSUCH x');
    assert.ok(refusal?.kind === 'config');
    assert.match(refusal.message, /No such command in rename-command/);
  });

  test('is refused when it would be open to the world, and says how to mend that', async () => {
    const stand = new ServerStand();
    const refusal = await stand.start('bind 0.0.0.0', 'protected-mode no');
    assert.ok(refusal?.kind === 'posture');
    assert.match(
      refusal.message,
      /^Refusing to start: .*\nFix:\n {4}protected-mode yes\n[^]*insecure-allow open-to-the-world/,
    );
    assert.equal(stand.network.open.size, 0);
  });

  test('that the operator has accepted by name is a warning', async () => {
    const stand = new ServerStand();
    const lines = ['bind 0.0.0.0', 'protected-mode no', 'insecure-allow open-to-the-world'];
    assert.equal(await stand.start(...lines), undefined);
    assert.match(stand.log.join('\n'), /^warning WARNING: .*insecure-allow open-to-the-world/m);
  });

  test('is refused when a port is taken, and does no background work then', async () => {
    const stand = new ServerStand();
    stand.network.taken.add('127.0.0.1:6379');
    assert.deepEqual(await stand.start(LOOPBACK), {
      kind: 'listen',
      message: 'Failed listening on 127.0.0.1:6379',
    });
    assert.equal(stand.clock.repeated.size, 0);
  });

  test('that is refused after TLS was made ready leaves nothing behind that goes on', async () => {
    const stand = new ServerStand();
    for (const path of ['/cert', '/key', '/ca']) stand.disk.put(path, 'x');
    stand.network.taken.add('127.0.0.1:6381');
    const refusal = await stand.start(
      ...[LOOPBACK, 'tls-port 6380', 'listen 127.0.0.1:6381'],
      ...['tls-cert-file /cert', 'tls-key-file /key', 'tls-ca-cert-file /ca'],
    );
    assert.equal(refusal?.message, 'Failed listening on 127.0.0.1:6381');
    assert.ok(stand.network.material !== undefined);
    assert.equal(stand.clock.repeated.size, 0);
  });

  test('takes renamed commands by their new names alone', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK, 'rename-command PING hello-there', 'rename-command ECHO ""');
    assert.equal(await stand.say('hello-there'), '+PONG\r\n');
    assert.match(await stand.say('PING'), /^-ERR unknown command/);
    assert.match(await stand.say('ECHO x'), /^-ERR unknown command/);
  });
});

describe('a shutdown', () => {
  test('closes listeners and connections, stops the work and says so once', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK);
    const socket = stand.connect();
    const { passwordSources } = stand.server.instance.users.context;
    assert.ok(passwordSources !== undefined);
    const stopped = mock.method(passwordSources, 'stop');
    const options = { save: 'nosave', now: false, force: false } as const;
    await Promise.all([stand.server.shutdown(options), stand.server.shutdown(options)]);
    assert.equal(stand.ended, 1);
    assert.equal(stand.network.open.size, 0);
    assert.equal(socket.ended, 'after-replies');
    assert.equal(stand.clock.repeated.size, 0);
    assert.equal(stopped.mock.callCount(), 1);
    assert.match(stand.log.at(-1) ?? '', /bye bye/);
  });

  test('that is to save is refused as long as nothing can be saved, unless it is forced', async () => {
    const stand = new ServerStand();
    await stand.start(LOOPBACK);
    const { server } = stand;
    await assert.rejects(
      server.shutdown({ save: 'save', now: false, force: false }),
      /no persistence/,
    );
    assert.equal(stand.ended, 0);
    assert.equal(await stand.say('PING'), '+PONG\r\n');
    await server.shutdown({ save: 'save', now: false, force: true });
    assert.equal(stand.ended, 1);
  });
});

test('CONFIG REWRITE writes a configuration that makes the same users and values again', async () => {
  const stand = new ServerStand();
  await stand.start(LOOPBACK, 'user alice on');
  await stand.say('ACL SETUSER alice off');
  // Bytes that are no UTF-8 stay what they are.
  await stand.say('ACL SETUSER b\xf6b on >pw ~\xff*');
  await stand.say('CONFIG SET maxmemory 123456789');
  const users = await stand.say('ACL LIST');
  assert.equal(await stand.say('CONFIG REWRITE'), '+OK\r\n');
  const again = new ServerStand();
  const bytes = stand.disk.nodes.get('/c.conf')?.bytes;
  assert.equal(await again.start(bytes ?? new Uint8Array(0)), undefined);
  assert.equal(await again.say('ACL LIST'), users);
  assert.match(await again.say('CONFIG GET maxmemory'), /123456789/);
});

test('CONFIG REWRITE leaves users alone that stand in a file of their own', async () => {
  const stand = new ServerStand();
  stand.disk.put('/users.acl', 'user alice on\n');
  await stand.start(LOOPBACK, 'aclfile users.acl');
  await stand.say('CONFIG SET maxmemory 123456789');
  assert.equal(await stand.say('CONFIG REWRITE'), '+OK\r\n');
  assert.doesNotMatch(stand.disk.text('/c.conf'), /alice/);
});
