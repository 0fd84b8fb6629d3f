import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRedisServer } from '../support/redis-server.ts';
import {
  compareServers,
  compareSteps,
  errorLike,
  errorSame,
  near,
  same,
  sameOrError,
  sameSet,
  unlike,
} from './compare.ts';

test('two equal servers pass every comparison', async (context) => {
  const left = await startRedisServer(context);
  const right = await startRedisServer(context);
  if (left === undefined || right === undefined) return;
  await compareServers(left, right, [
    same('SET key "a value" PX 100000'),
    near(2000, 'PTTL key'),
    same('SADD', 'set', 'a', 'b', Uint8Array.of(0xff, 0)),
    sameSet('SMEMBERS set'),
    sameSet('CONFIG GET maxmemory*'),
    errorSame('INCR key'),
    errorLike('NOSUCH command'),
    sameOrError('LPUSH key 1'),
    unlike('TIME'),
  ]);
});

test('each comparison fails when the servers differ', async (context) => {
  const left = await startRedisServer(context);
  const right = await startRedisServer(context);
  if (left === undefined || right === undefined) return;
  const [one, twin, two] = await Promise.all([left.connect(), left.connect(), right.connect()]);
  await one.pipeline([
    ['SET', 'k', '1'],
    ['SADD', 's', 'a'],
    ['SET', 'e', 'x'],
    ['SET', 'n', '5'],
  ]);
  await two.pipeline([
    ['SET', 'k', '2'],
    ['SADD', 's', 'b'],
    ['SET', 'e', '1'],
    ['SET', 'n', '9'],
  ]);
  const differing = [
    same('GET k'),
    sameOrError('GET k'),
    sameSet('SMEMBERS s'),
    near(3, 'INCR n'),
    errorSame('INCR e'),
    errorLike('INCR e'),
  ];
  for (const step of differing) {
    await assert.rejects(compareSteps(one, two, [step]), assert.AssertionError, step.comparison);
  }
  for (const step of [same('NOSUCH'), sameSet('NOSUCH'), errorSame('PING'), near(1, 'PING')]) {
    await assert.rejects(compareSteps(one, twin, [step]), assert.AssertionError, step.comparison);
  }
});
