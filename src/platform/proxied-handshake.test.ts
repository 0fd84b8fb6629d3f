import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { ProxyProtocol } from '../ports/network.ts';
import { awaitProxyHeader } from './proxied-handshake.ts';

const CLIENT = { address: '192.0.2.7', port: 4711 };

/** Headers are `H`, `!` is none, and everything else goes on. */
const PROXIES: ProxyProtocol = {
  isProxy: () => true,
  readHeader: (bytes) => {
    if (bytes.includes(0x21)) return 'invalid';
    const end = bytes.indexOf(0x48);
    return end < 0 ? 'incomplete' : { length: end + 1, client: CLIENT };
  },
  headerBytesMax: 10,
  headerTimeoutMs: () => 60_000,
};

interface Wire {
  readonly accepted: Socket;
  readonly proxy: Socket;
  /** What the waiting ended with. */
  readonly outcome: Promise<string>;
}

async function wire(context: TestContext, proxies: ProxyProtocol = PROXIES): Promise<Wire> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const arrival = once(server, 'connection') as Promise<[Socket]>;
  const proxy = connect({ port: address.port, host: '127.0.0.1', noDelay: true });
  const [accepted] = await arrival;
  context.after(() => {
    proxy.destroy();
    accepted.destroy();
    server.close();
  });
  const outcome = new Promise<string>((resolve) => {
    awaitProxyHeader(
      accepted,
      { proxies, address: '127.0.0.1' },
      { arrived: (client) => resolve(client?.address ?? 'nobody'), refused: resolve },
    );
  });
  return { accepted, proxy, outcome };
}

test('what follows the header stays to be read', async (context) => {
  for (const pieces of [['xxHrest'], ['x', 'x', 'H', 'rest']]) {
    const { accepted, proxy, outcome } = await wire(context);
    for (const piece of pieces) proxy.write(piece);
    assert.equal(await outcome, CLIENT.address);
    let read = '';
    accepted.on('data', (part) => (read += part.toString()));
    proxy.end();
    await once(accepted, 'end');
    assert.equal(read, 'rest');
  }
});

test('what is none, is too long, or ends is refused', async (context) => {
  for (const [text, reason] of [
    ['!', 'what it sent first is no PROXY header'],
    ['x'.repeat(10), 'what it sent first is no PROXY header'],
    ['xx', 'it ended before its PROXY header did'],
    ['', 'it ended before its PROXY header did'],
  ] as const) {
    const { proxy, outcome } = await wire(context);
    proxy.end(text);
    assert.equal(await outcome, reason);
  }
});

test('one that does not come is refused at its deadline', async (context) => {
  const { outcome } = await wire(context, { ...PROXIES, headerTimeoutMs: () => 20 });
  assert.equal(await outcome, 'it sent no PROXY header in time');
});
