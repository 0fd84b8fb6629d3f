import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { Program, workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';

/** With this heap a server that keeps a kilobyte for each key of a request dies. */
const SMALL_HEAP = ['--max-old-space-size=110'];
const KEYS = 60_000;

/** What stands in front of the keys and behind them. */
const REQUESTS: readonly (readonly [string, readonly string[]])[] = [
  ['SUNION', []],
  ['SINTER', []],
  ['SDIFF', []],
  ['SUNIONSTORE to', []],
  [`SINTERCARD ${KEYS}`, []],
  [`ZUNION ${KEYS}`, []],
  [`ZINTER ${KEYS}`, ['AGGREGATE', 'MAX']],
  [`ZDIFF ${KEYS}`, []],
  [`ZUNIONSTORE to ${KEYS}`, []],
  [`ZINTERCARD ${KEYS}`, ['LIMIT', '1']],
];

test('big-O denial: tens of thousands of keys in a request do not bring the server down', async (context) => {
  const folder = await workFolder(context);
  const config = path.join(folder, 'redis.conf');
  const port = await freePort();
  writeFileSync(config, `port ${port}\nsave ""\n`, { mode: 0o600 });
  const program = Program.start(context, { args: [config], nodeFlags: SMALL_HEAP });
  await program.ready();
  const client = await RespClient.connect({ port });
  context.after(() => client.close());
  const names = Array.from({ length: KEYS }, (_, i) => `set:${i}`);
  for (let i = 0; i < KEYS; i += 1000)
    await Promise.all(names.slice(i, i + 1000).map((name) => client.call('SADD', name, 'm')));
  const same = new Array<string>(KEYS).fill('set:0');
  const absent = new Array<string>(KEYS).fill('nosuch');
  for (const [beginning, end] of REQUESTS) {
    for (const keys of [names, same, absent]) {
      await client.reply(...beginning.split(' '), ...keys, ...end);
      assert.equal(await client.call('PING'), 'PONG', beginning);
    }
  }
  assert.ok(program.running);
});
