import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { eventually } from '../support/eventually.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'refused SELECT ignored by the client';
const PASSWORD = 'secret-enough-for-a-test';
/** Whoever lacks SELECT, and whoever has it for other databases only. */
const RULES = [
  ['~*', '+@all', '-select'],
  ['~*', '+@all', 'resetdbs', 'db=0'],
];

function bytes(...commands: readonly (readonly string[])[]): Uint8Array {
  return Buffer.concat(commands.map((words) => encodeCommand(words)));
}

test(`${NAME}: the connection ends and nothing behind it runs`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('SET', 'precious', '1');
  for (const rules of RULES) {
    await admin.call('ACL', 'SETUSER', 'ann', 'reset', 'on', `>${PASSWORD}`, ...rules);
    const login = ['AUTH', 'ann', PASSWORD];
    for (const behind of [[['FLUSHDB']], [['MULTI'], ['FLUSHDB'], ['EXEC']]]) {
      const client = await RawConnection.open(context, { port: server.port });
      client.send(bytes(login, ['SELECT', '1'], ...behind));
      assert.match(await client.end(), /^\+OK\r\n-NOPERM [^\r]*\r\n$/, rules.join(' '));
    }
    const inside = await RawConnection.open(context, { port: server.port });
    inside.send(bytes(login, ['MULTI'], ['SELECT', '1'], ['FLUSHDB'], ['EXEC']));
    assert.match(await inside.end(), /^\+OK\r\n\+OK\r\n-NOPERM [^\r]*\r\n$/, rules.join(' '));
    assert.equal(await admin.call('GET', 'precious'), '1');
  }
});

test(`${NAME}: also when SELECT was still allowed as it was queued`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('SET', 'precious', '1');
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~*', '+@all');
  const client = await RawConnection.open(context, { port: server.port });
  client.send(bytes(['AUTH', 'ann', PASSWORD], ['MULTI'], ['SELECT', '1'], ['FLUSHDB']));
  await client.answer('+QUEUED\r\n+QUEUED\r\n');
  await admin.call('ACL', 'SETUSER', 'ann', '-select');
  client.send(bytes(['EXEC'], ['FLUSHDB']));
  assert.match(await client.end(), /^\*2\r\n-NOPERM [^\r]*\r\n-ERR Not run[^\r]*\r\n$/);
  assert.equal(await admin.call('GET', 'precious'), '1');
});

test(`${NAME}: ioredis with db 1 empties nothing that isn't its own`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('SET', 'precious', '1');
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~*', '+@all', '-select');
  const redis = new Redis({
    port: server.port,
    username: 'ann',
    password: PASSWORD,
    db: 1,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  await assert.rejects(redis.flushdb());
  redis.disconnect();
  await eventually(async () => {
    const list = await textReply(admin, 'CLIENT', 'LIST');
    return !list.includes('user=ann');
  }, 'the end of ioredis’ connection');
  assert.equal(await admin.call('GET', 'precious'), '1');
});

test(`${NAME}: without \`select-denied close\` it is an error as in Redis`, async (context) => {
  const server = await startCasemateServer(context, {
    configLines: [`user ann on >${PASSWORD} ~* +@all -select`],
  });
  const client = await server.connect({ username: 'ann', password: PASSWORD });
  await assert.rejects(client.call('SELECT', '1'), /NOPERM .*'select' command/);
  assert.equal(await client.call('PING'), 'PONG');
});
