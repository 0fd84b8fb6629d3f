import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { RawConnection } from '../support/raw-connection.ts';

const PROXY = '127.0.0.2';
const FROM_TEN = 'PROXY TCP4 10.1.2.3 10.0.0.1 4711 6379\r\n';
const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';
const BINARY_FROM_TEN = `${SIGNATURE}\x21\x11\0\x0c\x0a\x01\x02\x03\x0a\0\0\x01\x12\x67\x18\xeb`;

test('spoofed PROXY header: only an allowed proxy may speak for others, and it must', async (context) => {
  const server = await startCasemateServer(context, {
    configLines: [
      `proxy-protocol-from ${PROXY}`,
      'requirepass a-long-enough-password-000000',
      'user ten on nopass +@all ~* from=10.0.0.0/8',
    ],
  });
  const connect = (localAddress: string): Promise<RawConnection> =>
    RawConnection.open(context, { port: server.port, localAddress });
  const login = 'AUTH ten x\r\nCLIENT INFO\r\n';

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
