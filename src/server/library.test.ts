import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient } from 'redis';
import { startServer } from './library.ts';

test('startServer gives a server that any client can use by its url', async () => {
  const server = await startServer();
  const client = await createClient({ url: server.url }).connect();
  try {
    await client.set('greeting', 'hello');
    assert.equal(await client.get('greeting'), 'hello');
    server.flush();
    assert.equal(await client.get('greeting'), null);
  } finally {
    client.destroy();
    await server.close();
  }
});

test('startServer wants its password', async () => {
  const server = await startServer();
  const client = createClient({
    socket: { host: server.host, port: server.port, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  try {
    await assert.rejects(async () => {
      await client.connect();
      await client.get('x');
    }, /NOAUTH/);
  } finally {
    client.destroy();
    await server.close();
  }
});

test('several servers live in one process, each with its own data', async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const one = await createClient({ url: first.url }).connect();
  const other = await createClient({ url: second.url }).connect();
  try {
    await one.set('key', '1');
    assert.equal(await other.get('key'), null);
  } finally {
    one.destroy();
    other.destroy();
    await first.close();
    await second.close();
  }
});

test('startServer says which port is taken', async () => {
  const server = await startServer();
  try {
    await assert.rejects(startServer({ port: server.port }), new RegExp(String(server.port)));
  } finally {
    await server.close();
  }
});
