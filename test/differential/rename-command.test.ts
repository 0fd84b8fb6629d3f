import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startServerPair } from '../support/server-pair.ts';
import { compareSteps, errorSame, same } from './compare.ts';

/** Guide 1's kind of list: renamed, disabled, and disabled where the command doesn't exist here yet. */
const LINES = [
  'rename-command FLUSHALL ""',
  'rename-command CONFIG ASC12_CONFIG',
  'rename-command SPOP ""',
  'rename-command EVAL ""',
];

test('rename-command renames and disables as in redis-server', async (context) => {
  const pair = await startServerPair(context, LINES);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  await compareSteps(redis, casemate, [
    errorSame('FLUSHALL'),
    errorSame('flushall async'),
    errorSame('CONFIG GET maxclients'),
    same('asc12_config GET maxclients'),
    errorSame('ASC12_CONFIG NOPE'),
    same('FLUSHDB'),
    same('ACL DRYRUN default get x'),
  ]);
});

test('a command that is gone can not be renamed again', async (context) => {
  const lines = ['rename-command CONFIG ""', 'rename-command CONFIG ASC12_CONFIG', 'save ""'];
  await assert.rejects(
    startCasemateServer(context, { configLines: lines }),
    /No such command in rename-command/,
  );
});

test('rights go by the name that a command was born with', async (context) => {
  const casemate = await startCasemateServer(context, { configLines: [...LINES, 'save ""'] });
  const client = await casemate.connect();
  await client.call('ACL', 'SETUSER', 'ann', 'on', '>secret', '+config|get');
  await client.call('AUTH', 'ann', 'secret');
  assert.equal((await client.reply('ASC12_CONFIG', 'GET', 'maxclients')).type, 'array');
  await assert.rejects(client.call('ASC12_CONFIG', 'SET', 'maxclients', '5'), /NOPERM/);
});
