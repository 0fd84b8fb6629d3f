import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { outsideAddress } from '../support/outside-address.ts';
import { Program, workFolder } from '../support/program.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'bind and protected mode';
/** An address of this machine that `bind 127.0.0.1` shuts out and every other one doesn't. */
const OTHER_INTERFACE = '127.0.0.2';

test(`${NAME}: on one address nothing answers at another (guides 0 §4.1, 1 §3)`, async (context) => {
  const redis = await startRedisServer(context, ['bind 0.0.0.0']);
  if (redis === undefined) return;
  const intruder = await redis.connect({ host: OTHER_INTERFACE });
  assert.equal(await intruder.call('FLUSHALL'), 'OK', 'the attack itself');

  const { program, port } = await startDropIn(context, ['bind 127.0.0.1']);
  await program.ready();
  await assert.rejects(RespClient.connect({ port, host: OTHER_INTERFACE }), /ECONNREFUSED/);
  const outside = outsideAddress();
  if (outside !== undefined)
    await assert.rejects(RespClient.connect({ port, host: outside }), /ECONNREFUSED/);
  assert.doesNotMatch(program.output, /WARNING/);
});

test(`${NAME}: an address that this machine doesn't have is a start that fails with it (guide 0 §4.1)`, async (context) => {
  const { program } = await startDropIn(context, ['bind 127.0.0.1 192.168.1.100']);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(program.stderr, /192\.168\.1\.100:\d+: bind: Cannot assign requested address/);
  // With a dash before it, as Redis reads it: used where it is there.
  const lenient = await startDropIn(context, ['bind 127.0.0.1 -192.168.1.100']);
  await lenient.program.ready();
});

test(`${NAME}: without a line about it no stranger gets in, and with protection off it doesn't start (guides 0 §1.2 §12.1, 1 §3)`, async (context) => {
  const lines = ['bind 0.0.0.0', 'protected-mode no'];
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  const host = outsideAddress() ?? OTHER_INTERFACE;
  const stranger = await redis.connect({ host });
  // What exposed servers are used for: a file of the attacker's at a place of his choice.
  assert.equal(await stranger.call('CONFIG', 'SET', 'maxmemory', '1mb'), 'OK', 'the attack itself');
  assert.equal(await stranger.call('FLUSHALL'), 'OK', 'the attack itself');

  const { program } = await startDropIn(context, lines);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(
    program.stderr,
    /Refusing to start: A user without a password.*protected-mode is off/,
  );
  assert.match(program.stderr, /requirepass <a long random password>/);
});

test(`${NAME}: an empty configuration is protected, and whoever comes from outside reads why (guide 0 FAQ 1)`, async (context) => {
  const outside = outsideAddress();
  if (outside === undefined) {
    context.skip('this machine has no address beyond loopback');
    return;
  }
  const folder = await workFolder(context);
  const port = await freePort();
  const program = Program.start(context, {
    args: ['-'],
    standardInput: `port ${String(port)}\ndir ${folder}\nsave ""\n`,
  });
  await program.ready();
  const stranger = await RawConnection.open(context, { port, host: outside });
  assert.match(await stranger.send('FLUSHALL\r\n').end(), /^-DENIED Redis is running in protected/);
  const secure = await startSecureServer(context);
  await assert.rejects(RespClient.connect({ port: secure.port, host: outside }), /ECONNREFUSED/);
});
