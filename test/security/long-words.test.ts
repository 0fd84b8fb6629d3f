import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { Program, workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';

/** With this heap a server that makes much of a long word dies. */
const SMALL_HEAP = ['--max-old-space-size=160'];
const LONG = Buffer.alloc(20_000_000, 'a');

/** Commands that make a text of what is a name to them. */
const NAMES: readonly (readonly string[])[] = [
  [],
  ['CLIENT'],
  ['CLIENT', 'SETNAME'],
  ['OBJECT', 'ENCODING'],
  ['CONFIG', 'GET'],
  ['CONFIG', 'SET', 'maxmemory'],
  ['KEYS'],
  ['ACL', 'GETUSER'],
  ['COMMAND', 'INFO'],
  ['INFO'],
  ['LATENCY', 'HISTORY'],
  ['WATCH'],
  ['CLIENT', 'KILL', 'ADDR'],
  ['HELLO', '3', 'SETNAME'],
  ['EXPIRE', 'k'],
  ['INCRBYFLOAT', 'k'],
  ['SCAN'],
  ['AUTH', 'ann'],
];

test('big-O denial: words of megabytes do not bring the server down', async (context) => {
  const folder = await workFolder(context);
  const config = path.join(folder, 'redis.conf');
  const port = await freePort();
  const lines = [`port ${port}`, 'save ""', 'user ann on >p ~mine:* +@all', 'auth-throttle no'];
  writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  const program = Program.start(context, { args: [config], nodeFlags: SMALL_HEAP });
  await program.ready();
  const client = await RespClient.connect({ port });
  context.after(() => client.close());
  for (const words of NAMES) {
    await client.reply(...words, LONG);
    await client.reply('RESET');
    assert.equal(await client.call('PING'), 'PONG', words.join(' '));
  }
  // What a user may not touch is written down, but not whole.
  const ann = await RespClient.connect({ port, username: 'ann', password: 'p' });
  context.after(() => ann.close());
  for (let i = 0; i < 10; i++) {
    LONG.writeUInt8(0x61 + i, 0);
    await assert.rejects(ann.call('GET', LONG), /NOPERM/);
  }
  const log = JSON.stringify(await client.call('ACL', 'LOG'));
  assert.ok(log.length < 20_000, String(log.length));
  assert.ok(program.running);
});
