import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { runClient } from '../../src/cli/client/run-client.ts';
import { FakeClientWorld } from '../support/fake-client-world.ts';
import { needsPeer } from '../support/peer.ts';
import { startRedisServer } from '../support/redis-server.ts';

test('help shows the arguments of every command as redis-cli does', async (context) => {
  const program = needsPeer(context, 'redis-cli', 'apt-get install redis-tools');
  const server = await startRedisServer(context);
  if (program === undefined || server === undefined) return;
  const port = ['-p', String(server.port)];
  const names = (await (await server.connect()).call('COMMAND', 'LIST')) as string[];
  const input = names
    .sort()
    // Of containers redis-cli shows the subcommands in an order of its own.
    .map((name) => `help ${name.replace('|', ' ')}\n`)
    .join('');
  const theirs = spawnSync(program, port, { input, encoding: 'utf8' }).stdout;
  const world = new FakeClientWorld({ input });
  assert.equal(await runClient(port, world), 0);
  const plain = theirs.replaceAll(/\u001b\[\d+m|\r/g, '');
  assert.ok(names.length > 200);
  assert.deepEqual(blocksOf(world.printed), blocksOf(plain));
});

/** The paragraphs, one for each command. */
function blocksOf(text: string): readonly string[] {
  return text
    .split('\n\n')
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .sort();
}
