import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { newAuthority, newServerPair } from '../../test/support/certificates.ts';
import { NodeNetwork } from './node-network.ts';

/** What a server's side of a connection has been told by the end of the next turn of the loop. */
async function closedAfter(how: 'end' | 'destroy'): Promise<number> {
  const authority = await newAuthority();
  const material = {
    ...(await newServerPair(authority, 'box')),
    authorities: [authority.certificate],
  };
  const policy = {
    preferServerCiphers: false,
    clients: 'no',
    sessionCaching: true,
    sessionTimeoutSeconds: 300,
  } as const;
  const network = new NodeNetwork();
  const tls = network.createTlsContext({ material, policy, handshakeTimeoutMs: 60_000 });
  assert.ok(tls.ok);
  let closed = 0;
  let told: (closed: number) => void = () => undefined;
  const answer = new Promise<number>((resolve) => {
    told = resolve;
  });
  const listener = await network.listenTls({
    addresses: ['127.0.0.1'],
    port: 0,
    backlog: 511,
    keepAliveSeconds: 300,
    tls: tls.value,
    accept: (socket) => ({
      onBytes(bytes, length) {
        socket.write(bytes.slice(0, length));
        socket[how]();
        // The check phase of this turn of the loop, and that of the next one.
        setImmediate(() => setImmediate(() => told(closed)));
      },
      onClose() {
        closed++;
      },
      onEnd() {},
      onDrain() {},
      onError() {},
    }),
  });
  assert.ok(listener.ok);
  const { port } = listener.value;
  const client = connect({ host: '127.0.0.1', port, ca: Buffer.from(authority.certificate) });
  client.on('error', () => undefined).resume();
  client.write('PING');
  const count = await answer;
  client.destroy();
  await once(client, 'close');
  await listener.value.close();
  assert.equal(closed, count, 'told no second time');
  return count;
}

test('a TLS connection that the server ends is over when its last reply has left, before TLS has said goodbye', async () => {
  assert.equal(await closedAfter('end'), 1);
  assert.equal(await closedAfter('destroy'), 1);
});
