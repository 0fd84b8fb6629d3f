import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

test('rogue primary, loaded code and DEBUG: nothing of it is served', async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('SET', 'precious', '1');
  const gated: readonly (readonly string[])[] = [
    ['DEBUG', 'SEGFAULT'],
    ['DEBUG', 'PANIC'],
    ['DEBUG', 'SLEEP', '100'],
    ['DEBUG', 'RELOAD'],
    ['DEBUG', 'JMAP'],
    ['DEBUG', 'SET-ACTIVE-EXPIRE', '0'],
    ['MODULE', 'LOAD', '/tmp/exp.so'],
    ['MODULE', 'LOADEX', '/tmp/exp.so'],
    ['MODULE', 'UNLOAD', 'exp'],
  ];
  for (const words of gated)
    await assert.rejects(admin.call(...words), /ERR (DEBUG|MODULE) command not allowed/);
  const absent: readonly (readonly string[])[] = [
    ['REPLICAOF', '127.0.0.1', '1'],
    ['SLAVEOF', '127.0.0.1', '1'],
    ['PSYNC', '?', '-1'],
    ['SYNC'],
    ['REPLCONF', 'listening-port', '1'],
    ['EVAL', 'return 1', '0'],
    ['FUNCTION', 'LOAD', 'x'],
    ['MIGRATE', '127.0.0.1', '1', 'precious', '0', '1'],
    ['SAVE'],
    ['BGSAVE'],
    ['BGREWRITEAOF'],
  ];
  for (const words of absent) await assert.rejects(admin.call(...words), /^ReplyError|ERR/);
  assert.match(await textReply(admin, 'INFO', 'replication'), /role:master\r\n/);
  assert.equal(await admin.call('GET', 'precious'), '1');
  assert.ok(server.program.running);
});

test('DEBUG: `local` means from this machine, and nobody else can open it', async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['enable-debug-command local'],
  });
  const client = await server.connect();
  assert.equal(await client.call('DEBUG', 'SET-ACTIVE-EXPIRE', '1'), 'OK');
  await assert.rejects(
    client.call('CONFIG', 'SET', 'enable-debug-command', 'yes'),
    /can't set immutable config/,
  );
  await assert.rejects(client.call('MODULE', 'LIST', 'x'), /ERR/);
});
