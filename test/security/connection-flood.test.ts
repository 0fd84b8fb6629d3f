import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { eventually } from '../support/eventually.ts';
import { RawConnection, type RawConnectionOptions } from '../support/raw-connection.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const TOO_MANY = '-ERR too many connections from your address that have not authenticated\r\n';
const FULL = '-ERR max number of clients reached\r\n';

async function flood(
  context: TestContext,
  count: number,
  options: RawConnectionOptions,
): Promise<RawConnection[]> {
  const connections: RawConnection[] = [];
  for (let i = 0; i < count; i++) connections.push(await RawConnection.open(context, options));
  return connections;
}

test('connection flood: one address holds a few places only, and others still get in', async (context) => {
  const server = await startSecureServer(context, {
    args: ['--preauth-connections-per-source', '5'],
  });
  const { port, tlsPort, password } = server;
  // Who has logged in doesn't count.
  const users = [await server.admin(), await server.admin(), await server.admin()];
  const held = await flood(context, 5, { port });
  for (const beyond of await flood(context, 20, { port }))
    assert.equal(await beyond.end(), TOO_MANY);
  // A handshake is work, so it isn't even begun.
  const secure = await RawConnection.open(context, { port: tlsPort });
  assert.equal(await secure.send('\x16\x03\x01').end(), '');
  for (const each of held) assert.equal(each.isClosed, false);
  const elsewhere = await RawConnection.open(context, { port, localAddress: '127.0.0.3' });
  elsewhere.send(`AUTH admin ${password}\r\n`);
  assert.equal(await elsewhere.answer('\n'), '+OK\r\n');
  // The operator's own way in.
  const local = await RespClient.connect({ path: server.socket, username: 'admin', password });
  context.after(() => local.close());
  assert.match(await textReply(local, 'INFO', 'stats'), /rejected_connections:2\d\r/);
  // Places are given back.
  held[0]?.socket.destroy();
  held[1]?.send(`AUTH admin ${password}\r\n`);
  await held[1]?.answer('+OK\r\n');
  await eventually(async () => {
    const again = await RawConnection.open(context, { port });
    again.send('PING\r\n');
    await eventually(() => again.received !== '', 'an answer');
    return again.received.startsWith('-NOAUTH');
  }, 'a place that became free');
  for (const user of users) assert.equal(await user.call('PING'), 'PONG');
});

test('connection flood: from many addresses, the Unix socket still has places', async (context) => {
  const server = await startSecureServer(context, {
    args: ['--maxclients', '20', '--maxclients-reserve', '2'],
  });
  const { port, socket, password, tlsPort } = server;
  for (let i = 0; i < 20; i++)
    await RawConnection.open(context, { port, localAddress: `127.0.0.${i + 10}` });
  const beyond = await RawConnection.open(context, { port, localAddress: '127.0.0.99' });
  assert.equal(await beyond.end(), FULL);
  const secure = await RawConnection.open(context, { port: tlsPort });
  assert.equal(await secure.send('\x16\x03\x01').end(), '');
  const operator = await RespClient.connect({ path: socket, username: 'admin', password });
  context.after(() => operator.close());
  assert.match(await textReply(operator, 'INFO', 'clients'), /connected_clients:21\r/);
  const second = await RespClient.connect({ path: socket, username: 'admin', password });
  context.after(() => second.close());
  const third = await RawConnection.open(context, { path: socket });
  assert.equal(await third.end(), FULL);
  // He throws the flood out and everything is as before.
  await operator.call('CLIENT', 'KILL', 'USER', 'default');
  const client = await RespClient.connect({ port, username: 'admin', password });
  context.after(() => client.close());
  assert.equal(await client.call('PING'), 'PONG');
});

test('connection flood: TLS handshakes that stall take the places of their address', async (context) => {
  const server = await startSecureServer(context, {
    args: ['--preauth-connections-per-source', '5'],
  });
  const localAddress = '127.0.0.7';
  const stalled = await flood(context, 20, { port: server.tlsPort, localAddress });
  const open = (): RawConnection[] => stalled.filter((each) => !each.isClosed);
  await eventually(() => open().length <= 5, 'those beyond the fifth to be thrown out');
  assert.equal(open().length, 5);
  // Places are given back.
  for (const each of open()) each.socket.destroy();
  await eventually(async () => {
    const from = { host: '127.0.0.1', port: server.tlsPort, localAddress };
    const again = tls.connect({ ...from, rejectUnauthorized: false });
    let secure = false;
    again.once('secureConnect', () => {
      secure = true;
      again.destroy();
    });
    again.on('error', () => undefined);
    await new Promise((resolve) => again.once('close', resolve));
    return secure;
  }, 'a place that became free');
});
