import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

const SIZE = 60;

function start(limit: number): CommandHarness {
  const harness = new CommandHarness(sortedSetCommands);
  harness.settings.encoding.zsetMaxListpackEntries = limit;
  for (let i = 0; i < SIZE; i++) harness.run('ZADD', 'z', i, `m${String(i)}`);
  return harness;
}

function members(reply: string): readonly string[] {
  return reply.split('\r\n').filter((part) => part.startsWith('m'));
}

test('a positive count gives different members, with their own scores', () => {
  for (const limit of [128, 0]) {
    const harness = start(limit);
    for (const count of [1, 5, 30, 59, 60, 100]) {
      const reply = harness.run('ZRANDMEMBER', 'z', count, 'WITHSCORES').split('\r\n');
      const drawn = members(reply.join('\r\n'));
      assert.equal(new Set(drawn).size, Math.min(count, SIZE));
      for (const [at, part] of reply.entries()) {
        if (part.startsWith('m')) assert.equal(`m${reply[at + 2] ?? ''}`, part);
      }
    }
  }
});

test('a negative count gives so many, some again, and every member has its chance', () => {
  for (const limit of [128, 0]) {
    const harness = start(limit);
    const drawn = members(harness.line('ZRANDMEMBER z -2000'));
    assert.equal(drawn.length, 2000);
    assert.equal(new Set(drawn).size, SIZE);
    const alone = new Set<string>();
    for (let i = 0; i < 2000; i++) alone.add(harness.line('ZRANDMEMBER z'));
    assert.equal(alone.size, SIZE);
  }
});
