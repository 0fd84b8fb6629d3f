import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { Program } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';

/** What a disk, an editor or a copy can do to a file. */
const DAMAGES: readonly (readonly [file: string, damage: (text: string) => string])[] = [
  ['credentials.json', (text) => text.slice(0, text.length / 2)],
  ['credentials.json', () => ''],
  ['users.acl', (text) => text.replace('#', '#0')],
  ['users.acl', () => '\0\0\0\0'],
  ['server.pem', (text) => text.slice(0, 200)],
  ['server.pem', (text) => text.replace(/[A-Z]/g, 'x')],
  ['ca.crt', () => 'nonsense'],
  ['casemate.conf', (text) => text.replace('\nport ', '\nprot ')],
  ['casemate.conf', (text) => text.slice(0, text.indexOf('\naclfile '))],
];

test('a damaged file is named in one message, and nothing is started or overwritten', async (context) => {
  const server = await startSecureServer(context);
  assert.deepEqual(await server.program.stop(), { code: 0, signal: null });
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  for (const [name, damage] of DAMAGES) {
    const file = server.file(name);
    const whole = readFileSync(file, 'latin1');
    const damaged = damage(whole);
    assert.notEqual(damaged, whole);
    writeFileSync(file, damaged, 'latin1');
    const program = Program.start(context, { args: ['--data-dir', server.data, ...ports] });
    assert.deepEqual(await program.end(), { code: 1, signal: null }, name);
    const named = damaged.includes('\nprot ') ? 'configuration file, at line 8' : name;
    assert.ok(program.stderr.includes(named), program.stderr);
    assert.doesNotMatch(program.stdout, /Ready to accept/);
    assert.doesNotMatch(program.stderr, /\n\s+at |Error:/, 'a stack is no message');
    assert.equal(readFileSync(file, 'latin1'), damaged, name);
    writeFileSync(file, whole, 'latin1');
  }
  // Everything put back, everything is as it was.
  const again = await startSecureServer(context, { data: server.data });
  assert.equal(again.password, server.password);
  assert.equal(await (await again.admin()).call('PING'), 'PONG');
});

test('a file that is gone is made anew only where that costs nothing', async (context) => {
  const server = await startSecureServer(context);
  await server.program.stop();
  const ports = [server.port, server.tlsPort] as const;
  // The certificates are made again from the authority; the authority itself must not change behind the clients' backs.
  rmSync(server.file('server.pem'));
  const authority = readFileSync(server.authority, 'utf8');
  const second = await startSecureServer(context, { data: server.data, ports });
  assert.equal(readFileSync(server.authority, 'utf8'), authority);
  assert.equal(second.password, server.password);
  await second.program.stop();
  rmSync(server.file('users.acl'));
  const words = [
    '--data-dir',
    server.data,
    '--port',
    String(ports[0]),
    '--tls-port',
    String(ports[1]),
  ];
  const third = Program.start(context, { args: words });
  const ended = third.end().then(() => 'ended');
  const outcome = await Promise.race([ended, third.waitFor(/Connect with/).then(() => 'started')]);
  if (outcome === 'ended') assert.match(third.stderr, /users\.acl/);
  // Never open: a server without its users lets in nobody but the one in the credentials file.
  else assert.equal(await (await second.admin()).call('ACL', 'WHOAMI'), 'admin');
});
