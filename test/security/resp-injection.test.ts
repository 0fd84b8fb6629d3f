import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { startCasemateServer } from '../support/casemate-server.ts';
import { textReply } from '../support/text-reply.ts';

const EVIL = 'x\r\n+OK\r\n:1\r\n$-1\r\n\u0000\n-ERR y';

/** Where a client's words come back in errors. */
const ECHOES: readonly (readonly string[])[] = [
  [EVIL],
  ['NOSUCH', EVIL, EVIL],
  ['CLIENT', EVIL],
  ['CLIENT', 'SETNAME', EVIL],
  ['CLIENT', 'SETINFO', 'lib-name', EVIL],
  ['CLIENT', 'SETINFO', EVIL, 'x'],
  ['CLIENT', 'KILL', EVIL, 'x'],
  ['CLIENT', 'KILL', 'TYPE', EVIL],
  ['CLIENT', 'LIST', 'TYPE', EVIL],
  ['CONFIG', EVIL],
  ['CONFIG', 'SET', EVIL, 'x'],
  ['CONFIG', 'SET', 'maxmemory', EVIL],
  ['CONFIG', 'SET', 'maxmemory-policy', EVIL],
  ['CONFIG', 'SET', 'bind', EVIL],
  ['CONFIG', 'SET', 'dir', EVIL],
  ['HELLO', '3', EVIL],
  ['HELLO', EVIL],
  ['ACL', EVIL],
  ['ACL', 'CAT', EVIL],
  ['ACL', 'SETUSER', EVIL, 'on'],
  ['ACL', 'SETUSER', 'ann', EVIL],
  ['ACL', 'SETUSER', 'ann', `+${EVIL}`],
  ['ACL', 'SETUSER', 'ann', `(${EVIL}`],
  ['ACL', 'DRYRUN', EVIL, 'get', 'x'],
  ['ACL', 'DRYRUN', 'default', EVIL],
  ['ACL', 'GENPASS', EVIL],
  ['COMMAND', EVIL],
  ['COMMAND', 'GETKEYS', EVIL],
  ['OBJECT', EVIL, 'x'],
  ['SLOWLOG', EVIL],
  ['LATENCY', EVIL],
  ['DEBUG', EVIL],
  ['AUTH', EVIL, EVIL],
  ['SET', 'k', 'v', EVIL],
  ['SCAN', EVIL],
  ['SCAN', '0', 'TYPE', EVIL],
  ['SELECT', EVIL],
  ['INCRBY', 'k', EVIL],
  ['EXPIRE', 'k', '1', EVIL],
  ['SHUTDOWN', EVIL],
  ['INFO', EVIL],
  ['PING', EVIL],
  ['ECHO', EVIL],
  ['LATENCY', 'HISTOGRAM', EVIL],
  ['COMMAND', 'INFO', EVIL],
  ['COMMAND', 'DOCS', EVIL],
  ['CONFIG', 'GET', EVIL],
];

test('RESP injection: whatever a client sends, a reply is one reply', async (context) => {
  const server = await startCasemateServer(context, { configLines: ['auth-throttle no'] });
  for (const protocol of [2, 3] as const) {
    const client = await server.connect({ protocol });
    for (const words of ECHOES) {
      // One reply too many or too few, and the PING behind it gets something else.
      const [, pong] = await client.rawReplies(
        Buffer.concat([encodeCommand(words), encodeCommand(['ECHO', 'behind'])]),
        2,
      );
      assert.equal(String(Buffer.from(pong ?? [])), '$6\r\nbehind\r\n', JSON.stringify(words));
    }
    assert.equal(client.pushes.length, 0);
  }
  assert.doesNotMatch(server.process.output, /Internal error/);
});

test('RESP injection: lists of clients and users keep their lines', async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const client = await server.connect();
  await assert.rejects(client.call('CLIENT', 'SETNAME', 'a\nid=1 addr=forged'), /ERR Client names/);
  await assert.rejects(client.call('CLIENT', 'SETNAME', 'a b'), /ERR Client names/);
  await assert.rejects(client.call('HELLO', '2', 'SETNAME', 'a\nb'), /ERR Client names/);
  await assert.rejects(client.call('CLIENT', 'SETINFO', 'lib-name', 'a\nb'), /ERR lib-name/);
  await assert.rejects(client.call('ACL', 'SETUSER', 'a\nuser b on nopass', 'on'), /ERR Usernames/);
  await assert.rejects(client.call('ACL', 'SETUSER', 'a b', 'on'), /ERR Usernames/);
  const list = await textReply(client, 'CLIENT', 'LIST');
  assert.equal(list.trim().split('\n').length, 1);
  assert.deepEqual(await client.call('ACL', 'USERS'), ['default']);
});
