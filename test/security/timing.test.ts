import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Users } from '../../src/access/users.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import { AclStand } from '../support/acl-stand.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'timing / user enumeration';
const PASSWORD = 'secret-enough-for-a-test';

/** Counts what takes time, because a clock on a shared machine shows nothing. */
class CountingCrypto extends NodeCrypto {
  hashes = 0;
  comparedBytes = 0;

  override sha256(bytes: Uint8Array): Uint8Array {
    this.hashes++;
    return super.sha256(bytes);
  }

  override equal(left: Uint8Array, right: Uint8Array): boolean {
    this.comparedBytes += left.length;
    return super.equal(left, right);
  }
}

test(`${NAME}: every failed login costs the same hashes and comparisons`, () => {
  const crypto = new CountingCrypto();
  const { table, security } = new AclStand();
  const users = new Users({ table, security, crypto }, new Uint8Array(32));
  users.set('ann', ['on', `>${PASSWORD}`, '~*', '+@all']);
  users.set('off', ['off', `>${PASSWORD}`]);
  users.set('bare', ['on']);
  users.set('away', ['on', `>${PASSWORD}`, 'from=10.0.0.0/8']);
  const guesses = ['', 'x', PASSWORD.slice(0, -1), `${PASSWORD}x`, 'secret-enough-for-a-tesu'];
  const costs = new Set<string>();
  for (const name of ['ann', 'off', 'bare', 'away', 'nobody', '__proto__', 'x'.repeat(64)]) {
    for (const guess of guesses) {
      crypto.hashes = crypto.comparedBytes = 0;
      const origin = { kind: 'tcp', source: '127.0.0.1' } as const;
      const login = users.authenticate({
        name,
        password: fromLatin1(guess),
        origin,
        method: 'password',
        nowMs: 0,
      });
      assert.ok(!(login instanceof Promise));
      assert.equal(login.user, undefined, `${name} ${guess}`);
      costs.add(`${crypto.hashes} hashes, ${crypto.comparedBytes} bytes`);
    }
  }
  assert.deepEqual([...costs], ['1 hashes, 32 bytes']);
});

test(`${NAME}: the answers tell nothing either`, async (context) => {
  const server = await startSecureServer(context, { args: ['--auth-throttle', 'no'] });
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~*', '+@all');
  await admin.call('ACL', 'SETUSER', 'off', 'off', `>${PASSWORD}`);
  await admin.call('ACL', 'SETUSER', 'away', 'on', `>${PASSWORD}`, 'from=10.0.0.0/8');
  const attempts: readonly (readonly [name: string, password: string])[] = [
    ['ann', 'wrong'],
    ['nobody', 'wrong'],
    ['off', PASSWORD],
    ['off', 'wrong'],
    ['away', PASSWORD],
    ['away', 'wrong'],
    ['default', ''],
    ['default', 'wrong'],
    ['constructor', 'wrong'],
  ];
  const answers = new Set<string>();
  for (const [name, password] of attempts) {
    for (const words of [`AUTH ${name} "${password}"`, `HELLO 3 AUTH ${name} "${password}"`]) {
      const stranger = await RawConnection.open(context, { port: server.port });
      answers.add(await stranger.send(`${words}\r\n`).answer('\r\n'));
      stranger.socket.destroy();
    }
  }
  assert.deepEqual(
    [...answers],
    ['-WRONGPASS invalid username-password pair or user is disabled.\r\n'],
  );
  // The operator sees in ACL LOG what the client doesn't.
  const log = JSON.stringify(await admin.call('ACL', 'LOG', '100'));
  assert.match(log, /"source"/);
  assert.match(log, /"auth"/);
});
