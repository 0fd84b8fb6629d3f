import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'clients that hoard memory';
const MEBIBYTE = 1 << 20;

test(`${NAME}: in the secure mode there is a limit for all of them together`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  const found = await admin.call('CONFIG', 'GET', 'maxmemory-clients');
  assert.deepEqual(found, ['maxmemory-clients', String(1024 * MEBIBYTE)]);
});

test(`${NAME}: beyond it the biggest ones end, and everybody else is served`, async (context) => {
  const server = await startSecureServer(context, { args: ['--maxmemory-clients', '8mb'] });
  const { port, password } = server;
  const honest = await server.admin();
  const hoarders: RespClient[] = [];
  for (let i = 0; i < 12; i++) {
    const hoarder = await RespClient.connect({ port, username: 'admin', password });
    context.after(() => hoarder.close());
    // A queue that is never run.
    await hoarder.call('MULTI');
    hoarder.call('SET', 'key', new Uint8Array(MEBIBYTE)).catch(() => undefined);
    hoarders.push(hoarder);
  }
  await Promise.race(hoarders.map((hoarder) => hoarder.closed()));
  assert.equal(await honest.call('PING'), 'PONG');
  const info = JSON.stringify(await honest.call('INFO', 'stats'));
  assert.match(info, /evicted_clients:[1-9]/);
});
