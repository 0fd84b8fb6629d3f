import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../../../test/support/eventually.ts';
import { FakeClientWorld } from '../../../test/support/fake-client-world.ts';
import { type RedisServer, startRedisServer } from '../../../test/support/redis-server.ts';
import { runClient } from './run-client.ts';

/** Types lines at a prompt and gives what was printed, and the prompts before each line and after the last. */
async function typed(
  server: RedisServer,
  lines: readonly string[],
  argv: readonly string[] = [],
): Promise<{ printed: string; prompts: readonly string[]; complaints: string }> {
  const world = new FakeClientWorld({
    input: lines.join('\n'),
    inputIsTerminal: true,
    outputIsTerminal: true,
  });
  assert.equal(await runClient(['-p', String(server.port), ...argv], world), 0);
  const name = `127.0.0.1:${String(server.port)}`;
  const prompts = world.prompts.map((prompt) => prompt.replace(name, ''));
  return { printed: world.printed, prompts, complaints: world.complaints };
}

async function started(context: TestContext): Promise<RedisServer | undefined> {
  return await startRedisServer(context);
}

test('the prompt follows transactions and databases, also those that are queued', async (context) => {
  const server = await started(context);
  if (server === undefined) return;
  const { prompts } = await typed(server, [
    'MULTI',
    'SELECT 4',
    'EXEC x',
    'DISCARD',
    'MULTI',
    'SELECT 4',
    'EXEC',
    'MULTI',
    'NOSUCH',
    'EXEC',
    'MULTI',
    'RESET',
    'SELECT 99',
  ]);
  assert.deepEqual(prompts, [
    '> ',
    '(TX)> ',
    '(TX)> ',
    '> ',
    '> ',
    '(TX)> ',
    '(TX)> ',
    '[4]> ',
    '[4](TX)> ',
    '[4](TX)> ',
    '[4]> ',
    '[4](TX)> ',
    '> ',
    '> ',
  ]);
});

test('what the server does not answer is not waited for', async (context) => {
  const server = await started(context);
  if (server === undefined) return;
  const { printed } = await typed(server, [
    'CLIENT REPLY SKIP',
    'SET a 1',
    'GET a',
    'CLIENT REPLY OFF',
    'SET a 2',
    'CLIENT REPLY ON',
    'GET a',
    'CLIENT REPLY nonsense',
  ]);
  assert.equal(printed, '"1"\nOK\n"2"\n(error) ERR syntax error\n');
});

test('pushes are shown with the next reply, unless they are not wanted', async (context) => {
  const server = await started(context);
  if (server === undefined) return;
  const lines = [
    'CLIENT TRACKING ON',
    'GET "odd \\x01"',
    'SET "odd \\x01" 1',
    'UNSUBSCRIBE a b',
    'PING',
  ];
  const shown = await typed(server, lines, ['-3']);
  assert.match(shown.printed, /^OK\n\(nil\)\n(OK\n)?-> invalidate: 'odd \\x01'\n/);
  assert.match(shown.printed, /1\) "unsubscribe"\n2\) "b"\n3\) \(integer\) 0\nPONG\n$/);
  const hidden = await typed(server, lines, ['-3', '--show-pushes', 'no']);
  assert.doesNotMatch(hidden.printed, /invalidate/);
});

test('UNSUBSCRIBE is answered once for each channel', async (context) => {
  const server = await started(context);
  if (server === undefined) return;
  const { printed } = await typed(server, ['UNSUBSCRIBE', 'UNSUBSCRIBE a b', 'PING']);
  assert.match(
    printed,
    /"unsubscribe"\n2\) \(nil\)\n.*\n1\) "unsub.*\n2\) "a"\n.*\n1\) .*\n2\) "b"\n.*\nPONG\n$/,
  );
});

test('a command is not sent twice when its connection broke', async (context) => {
  const server = await started(context);
  if (server === undefined) return;
  const other = await server.connect();
  const world = new FakeClientWorld({
    input: 'BLPOP list 0\nGET after\n',
    inputIsTerminal: true,
    outputIsTerminal: true,
  });
  const running = runClient(['-p', String(server.port)], world);
  await eventually(async () => {
    const info = await other.call('INFO', 'clients');
    return typeof info === 'string' && info.includes('blocked_clients:1');
  }, 'a client that waits');
  await other.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  assert.equal(await running, 0);
  assert.equal(world.complaints, 'Error: Server closed the connection\n');
  assert.equal(world.printed, '(nil)\n');
});
