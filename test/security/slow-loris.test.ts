import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setInterval } from 'node:timers';
import { RawConnection } from '../support/raw-connection.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

/** Short, so that the test is, but long enough to log in on a busy machine; the server looks once a second. */
const DEADLINE = ['--preauth-deadline', '2000'];

test('slow loris: a stranger’s time is bounded, whatever he sends', async (context) => {
  const server = await startSecureServer(context, { args: DEADLINE });
  const admin = await server.admin();
  const { port, tlsPort, socket } = server;
  const silent = await RawConnection.open(context, { port });
  const local = await RawConnection.open(context, { path: socket });
  const half = (await RawConnection.open(context, { port })).send('*2\r\n$4\r\nAUTH\r\n$5\r\nab');
  const polite = (await RawConnection.open(context, { port })).send('PING\r\n');
  const drip = await RawConnection.open(context, { port });
  const handshake = await RawConnection.open(context, { port: tlsPort });
  // The first bytes of a TLS record that never ends.
  handshake.send('\x16\x03\x01\x02\x00\x01\x00');
  const letters = setInterval(() => {
    if (!drip.isClosed) drip.send('x');
    if (!polite.isClosed) polite.send('PING\r\n');
  }, 50);
  context.after(() => {
    clearInterval(letters);
  });
  for (const attacker of [silent, local, half, drip]) assert.equal(await attacker.end(), '');
  assert.match(await polite.end(), /^(-NOAUTH Authentication required\.\r\n)+$/);
  assert.equal(await handshake.end(), '');
  // Who has logged in may be silent as long as he likes.
  assert.equal(await admin.call('PING'), 'PONG');
  assert.match(await textReply(admin, 'INFO', 'clients'), /connected_clients:1\r/);
});

test('slow loris: a login that came in time stays, and `timeout` ends idle clients', async (context) => {
  const server = await startSecureServer(context, { args: [...DEADLINE, '--timeout', '1'] });
  const idle = await RawConnection.open(context, { port: server.port });
  idle.send(`AUTH admin ${server.password}\r\n`);
  await idle.answer('+OK\r\n');
  assert.equal(await idle.end(), '');
});
