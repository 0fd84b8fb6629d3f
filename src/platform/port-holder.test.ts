import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { portHolder } from './port-holder.ts';

const skip = process.platform === 'linux' ? false : 'only Linux shows who has a port';

test('portHolder: names the program that listens, and tells an outgoing connection from it', {
  skip,
}, async (context) => {
  const server = createServer((socket) => socket.resume());
  context.after(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.match((await portHolder(port)) ?? '', new RegExp(` \\(pid ${process.pid}\\)$`));
  const socket = connect({ port, host: '127.0.0.1' });
  context.after(() => socket.destroy());
  await once(socket, 'connect');
  assert.match((await portHolder(socket.localPort ?? 0)) ?? '', /^an outgoing connection/);
});
