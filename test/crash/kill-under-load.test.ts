import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { RespClient } from '../support/resp-client.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const ROUNDS = 3;
/** Saves of each kind that a round sees before the power goes. */
const SAVES = 25;

interface Load {
  /** ACL SAVE and CONFIG REWRITE that were answered. */
  saves: number;
  /** The newest user and setting whose save was answered. */
  user: number;
  maxclients: number;
  readonly ended: Promise<unknown>;
}

/** Writes, users and settings, each as fast as the server takes them, until it dies. */
async function startLoad(server: SecureServer, round: number): Promise<Load> {
  const [writer, users, settings] = [
    await server.admin(),
    await server.admin(),
    await server.admin(),
  ];
  const load = { saves: 0, user: -1, maxclients: 0 };
  const untilDeath = (step: () => Promise<void>): Promise<void> =>
    (async () => {
      for (;;) await step();
    })().catch(() => undefined);
  let keys = 0;
  let made = 0;
  const ended = Promise.all([
    untilDeath(async () => {
      const batch = Array.from({ length: 200 }, () => ['SET', `key:${keys++}`, 'x'.repeat(500)]);
      await writer.pipeline(batch);
    }),
    untilDeath(async () => {
      const user = made++;
      const name = `user-${round}-${String(user)}`;
      await users.call('ACL', 'SETUSER', name, 'on', `>${passwordOf(name)}`, '~*', '+@all');
      await users.call('ACL', 'SAVE');
      load.user = user;
      load.saves++;
    }),
    untilDeath(async () => {
      const maxclients = 1000 + (load.saves % 1000);
      await settings.call('CONFIG', 'SET', 'maxclients', String(maxclients));
      await settings.call('CONFIG', 'REWRITE');
      load.maxclients = maxclients;
      load.saves++;
    }),
  ]);
  return Object.assign(load, { ended });
}

/** Long enough for the secure mode. */
function passwordOf(name: string): string {
  return `the password of ${name}`;
}

test('kill -9 under load: users, passwords, certificates and settings are whole at the next start', async (context) => {
  let server = await startSecureServer(context);
  const { data, port, tlsPort, password } = server;
  const kept = ['ca.crt', 'ca.key', 'server.pem', 'credentials.json'];
  const before = kept.map((name) => readFileSync(server.file(name), 'latin1'));
  for (let round = 0; round < ROUNDS; round++) {
    const load = await startLoad(server, round);
    await eventually(() => load.saves >= SAVES, 'saves under load');
    server.program.kill('SIGKILL');
    assert.deepEqual(await server.program.end(), { code: null, signal: 'SIGKILL' });
    await load.ended;
    // It had no time to tidy up: its socket and its lock are still there.
    assert.ok(lstatSync(server.socket).isSocket());
    assert.ok(readFileSync(server.file('users.acl'), 'utf8').endsWith('\n'));

    server = await startSecureServer(context, { data, ports: [port, tlsPort] });
    assert.equal(server.password, password);
    const admin = await server.admin();
    const name = `user-${round}-${String(load.user)}`;
    const user = await RespClient.connect({ port, username: name, password: passwordOf(name) });
    lastly(context, () => user.close());
    assert.equal(await user.call('ACL', 'WHOAMI'), name);
    const [, maxclients] = (await admin.call('CONFIG', 'GET', 'maxclients')) as string[];
    assert.ok(Number(maxclients) >= load.maxclients || load.maxclients > 1900, maxclients);
    const local = await RespClient.connect({ path: server.socket, username: 'admin', password });
    lastly(context, () => local.close());
    assert.equal(await local.call('PING'), 'PONG');
    // Data lives in memory until there is persistence.
    assert.equal(await local.call('DBSIZE'), 0);
    assert.deepEqual(
      kept.map((each) => readFileSync(server.file(each), 'latin1')),
      before,
    );
    // What was half written when it died holds hashes, too: it goes.
    assert.deepEqual(
      readdirSync(data).filter((each) => each.endsWith('.tmp')),
      [],
    );
  }
});
