import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { lastly } from '../support/cleanup.ts';
import { startDropIn } from '../support/drop-in.ts';
import { workFolder } from '../support/program.ts';
import type { RespClient } from '../support/resp-client.ts';

const [OLD, NEW] = ['the-password-until-today', 'the-password-from-today'];
const POOL = 4;
const REQUESTS = 200;

interface Login {
  readonly port: number;
  readonly password: string;
}

/** What an application does with a client of its pool. */
type Write = (key: string) => Promise<unknown>;
type Pool = readonly Write[];

async function ioredisPool(context: TestContext, { port, password }: Login): Promise<Pool> {
  const clients = Array.from(
    { length: POOL },
    () => new Redis({ port, username: 'app', password, retryStrategy: () => 10 }),
  );
  lastly(context, () => {
    for (const client of clients) client.disconnect();
  });
  await Promise.all(clients.map((client) => client.ping()));
  return clients.map((client) => (key) => client.set(key, '1'));
}

async function nodeRedisPool(context: TestContext, { port, password }: Login): Promise<Pool> {
  const socket = { port, reconnectStrategy: () => 10 };
  const clients = Array.from({ length: POOL }, () =>
    createClient({ username: 'app', password, socket }).on('error', () => undefined),
  );
  lastly(context, () => {
    for (const client of clients) client.destroy();
  });
  await Promise.all(clients.map((client) => client.connect()));
  return clients.map((client) => (key) => client.set(key, '1'));
}

/** Every request of every client is answered; keys are counted at the end. */
async function useAll(pools: readonly Pool[], round: string): Promise<number> {
  const writes = pools
    .flat()
    .flatMap((write, client) =>
      Array.from({ length: REQUESTS }, (_, request) => write(`${round}:${client}:${request}`)),
    );
  const replies = await Promise.all(writes);
  assert.ok(replies.every((reply) => reply === 'OK'));
  return replies.length;
}

async function endConnections(admin: RespClient): Promise<void> {
  const ended = Number(await admin.call('CLIENT', 'KILL', 'USER', 'app'));
  assert.ok(ended >= POOL, `${ended} connections ended`);
}

for (const [library, makePool] of [
  ['ioredis', ioredisPool],
  ['node-redis', nodeRedisPool],
] as const) {
  test(`${library}: pools that reconnect while the password is rotated lose no request`, async (context) => {
    const file = path.join(await workFolder(context), 'app');
    writeFileSync(file, OLD, { mode: 0o600 });
    const server = await startDropIn(context, [
      'user default on nopass ~* &* +@all',
      `user app on >file:${file} ~* +@all`,
      'password-grace 3600',
      'auth-throttle no',
    ]);
    await server.program.ready();
    const { port } = server;
    const admin = await server.client();
    const before = await makePool(context, { port, password: OLD });
    let written = await useAll([before], 'before');

    writeFileSync(file, `${NEW}\n`);
    server.program.kill('SIGHUP');
    await server.program.waitFor(/New password from file:/);
    // Half of the application has been told, half has not; both lose their connections.
    const after = await makePool(context, { port, password: NEW });
    for (const round of ['first', 'second']) {
      await endConnections(admin);
      written += await useAll([before, after], round);
    }
    assert.equal(await admin.call('CONFIG', 'SET', 'password-grace', '0'), 'OK');
    // Whoever is connected stays, and the old password opens nothing any more.
    written += await useAll([before, after], 'over');
    await assert.rejects(admin.call('AUTH', 'app', OLD), /WRONGPASS/);
    assert.equal(await admin.call('DBSIZE'), written);
  });
}
