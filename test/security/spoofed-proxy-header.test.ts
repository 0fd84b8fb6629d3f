import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { startCasemateServer } from '../support/casemate-server.ts';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const PROXY = '127.0.0.2';
const FROM_TEN = 'PROXY TCP4 10.1.2.3 10.0.0.1 4711 6379\r\n';
const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const BINARY_FROM_TEN = `${SIGNATURE}\x21\x11\0\x0c\x0a\x01\x02\x03\x0a\0\0\x01\x12\x67\x18\xeb`;

test('spoofed PROXY header: only an allowed proxy may speak for others, and it must', async (context) => {
  const server = await startCasemateServer(context, {
    configLines: [
      `proxy-protocol-from ${PROXY}`,
      'requirepass a-long-enough-password-000000',
      'user ten on >a-password-long-enough-0001 +@all ~* from=10.0.0.0/8',
    ],
  });
  const connect = (localAddress: string): Promise<RawConnection> =>
    RawConnection.open(context, { port: server.port, localAddress });
  const login = 'AUTH ten a-password-long-enough-0001\r\nCLIENT INFO\r\n';

  // A stranger's header is a request like any other: it does not move him, and he is shown out.
  const stranger = await connect('127.0.0.3');
  stranger.send(FROM_TEN + login);
  await stranger.closed;
  assert.match(stranger.received, /^-NOAUTH [^\r]*\r\n$/);
  const plain = (await connect('127.0.0.3')).send(login);
  assert.match(await plain.answer('WRONGPASS'), /WRONGPASS/);

  // The proxy's client is where the header says, in both versions, however the bytes come.
  for (const header of [FROM_TEN, BINARY_FROM_TEN]) {
    const whole = (await connect(PROXY)).send(header + login);
    assert.match(await whole.answer('lib-ver='), /addr=10\.1\.2\.3:4711/);
    const pieces = await connect(PROXY);
    for (const byte of header) pieces.send(byte);
    pieces.send(login);
    assert.match(await pieces.answer('lib-ver='), /addr=10\.1\.2\.3:4711/);
  }

  // Without a header the proxy's own address would stand for everybody behind it: such a connection ends unanswered.
  for (const bytes of [login, 'PROXY TCP4 10.1.2.3\r\n', `${SIGNATURE}\x21\x31\0\0`]) {
    const broken = (await connect(PROXY)).send(bytes);
    await broken.closed;
    assert.equal(broken.received, '', JSON.stringify(bytes));
  }

  // A health check of the proxy itself comes from the proxy.
  const health = (await connect(PROXY)).send(`PROXY UNKNOWN\r\n${login}`);
  assert.match(await health.answer('WRONGPASS'), /WRONGPASS/);
});

/** A proxy that says `header` in these pieces, and then speaks TLS for its client: all that came back. */
async function throughProxy(
  context: TestContext,
  server: SecureServer,
  { from, pieces, asks }: { from: string; pieces: readonly string[]; asks: string },
): Promise<string> {
  const wire = connect({ port: server.tlsPort, host: '127.0.0.1', localAddress: from });
  lastly(context, () => wire.destroy());
  wire.on('error', () => undefined);
  wire.setNoDelay(true);
  await once(wire, 'connect');
  for (const piece of pieces) wire.write(Buffer.from(piece, 'latin1'));
  let received = '';
  const secured = tls.connect({
    socket: wire,
    ca: readFileSync(server.authority),
    host: 'localhost',
  });
  secured.on('error', () => undefined);
  secured.on('data', (part: Buffer) => (received += part.toString('latin1')));
  secured.write(asks);
  let over = false;
  secured.once('close', () => (over = true));
  await eventually(() => over || received.includes('lib-ver='), received);
  return received;
}

test('spoofed PROXY header: not everybody can be made a proxy', async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  for (const everybody of ['0.0.0.0/0', '::/0', '10.0.0.1 255.255.255.255/0']) {
    await assert.rejects(
      admin.call('CONFIG', 'SET', 'proxy-protocol-from', everybody),
      /everybody could choose the address that counts/,
    );
  }
  assert.deepEqual(await admin.call('CONFIG', 'GET', 'proxy-protocol-from'), [
    'proxy-protocol-from',
    '',
  ]);
});

test('spoofed PROXY header: in front of TLS it stands in clear, and from allowed proxies alone', async (context) => {
  const server = await startSecureServer(context, { args: ['--proxy-protocol-from', PROXY] });
  const admin = await server.admin();
  const rules = ['+@all', '>a-long-enough-password-000000', 'from=10.0.0.0/8'];
  await admin.call('ACL', 'SETUSER', 'ten', 'on', ...rules);
  const asks = 'AUTH ten a-long-enough-password-000000\r\nCLIENT INFO\r\n';
  const say = (from: string, ...pieces: readonly string[]): Promise<string> =>
    throughProxy(context, server, { from, pieces, asks });

  for (const header of [FROM_TEN, BINARY_FROM_TEN]) {
    assert.match(await say(PROXY, header), /^\+OK\r\n[^]* addr=10\.1\.2\.3:4711 /);
    assert.match(await say(PROXY, ...Array.from(header)), /^\+OK\r\n[^]* addr=10\.1\.2\.3:4711 /);
  }
  // A header that is missing, broken, or of somebody who is no proxy: no handshake.
  for (const [from, header] of [
    [PROXY, ''],
    [PROXY, 'PROXY TCP4 10.1.2.3\r\n'],
    [PROXY, FROM_TEN.replace('10.1.2.3', '010.1.2.3')],
    [PROXY, `${'x'.repeat(5000)}\r\n`],
    ['127.0.0.3', FROM_TEN],
    ['127.0.0.3', BINARY_FROM_TEN],
  ] as const) {
    assert.equal(await say(from, header), '', `${from} ${JSON.stringify(header)}`);
  }
  // Without a header, who is no proxy is who he is; and a header within TLS is no request.
  assert.match(
    await throughProxy(context, server, { from: '127.0.0.3', pieces: [], asks: FROM_TEN + asks }),
    /^-NOAUTH [^\r]*\r\n$/,
  );
  assert.match(await admin.call('PING').then(String), /PONG/);
});
