import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { newAuthority, newServerPair } from '../../test/support/certificates.ts';
import type { Accept } from '../ports/network.ts';
import { SHARED_READ_BUFFER } from './adopt-handle.ts';
import { NodeNetwork } from './node-network.ts';

const MESSAGE = Uint8Array.from({ length: 1 << 20 }, (_, i) => Math.imul(i, 2654435761) >>> 24);

test('a TLS connection reads into the shared buffer, all of it and in order, also when it pauses in between', async () => {
  const authority = await newAuthority();
  const pair = await newServerPair(authority, 'box');
  const network = new NodeNetwork();
  const context = network.createTlsContext({
    material: { ...pair, authorities: [] },
    policy: {
      preferServerCiphers: false,
      clients: 'no',
      sessionCaching: true,
      sessionTimeoutSeconds: 300,
    },
    handshakeTimeoutMs: 60_000,
  });
  assert.ok(context.ok);
  const received: Uint8Array[] = [];
  const memory = new Set<Uint8Array>();
  const accept: Accept = (socket) => ({
    onBytes(bytes, length) {
      memory.add(bytes);
      received.push(bytes.slice(0, length));
      socket.pause();
      setImmediate(() => socket.resume());
    },
    onEnd: () => socket.end(),
    onClose: () => undefined,
    onDrain: () => undefined,
    onError: () => undefined,
  });
  const listener = await network.listenTls({
    addresses: ['127.0.0.1'],
    port: 0,
    backlog: 511,
    keepAliveSeconds: 300,
    tls: context.value,
    accept,
  });
  assert.ok(listener.ok);
  const { port } = listener.value;
  const client = connect({ host: '127.0.0.1', port, ca: Buffer.from(authority.certificate) });
  client.end(MESSAGE);
  client.resume();
  await once(client, 'close');
  assert.deepEqual([...memory], [SHARED_READ_BUFFER]);
  assert.equal(Buffer.compare(Buffer.concat(received), MESSAGE), 0);
  await listener.value.close();
});
