import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import { setCommands } from '../set/index.ts';
import { sortedSetCommands } from './index.ts';

const NAMES = Array.from({ length: 30 }, (_, i) => `z${i}`);

/** Thirty sorted sets and sets; `z<i>` has the members whose number i doesn't divide, and some a long one, too. */
function start(): CommandHarness {
  const harness = new CommandHarness([...setCommands, ...sortedSetCommands]);
  NAMES.forEach((name, i) => {
    for (let member = 0; member < 40; member++) {
      if (member > 0 && member % (i + 2) === 0) continue;
      if (i % 3 === 0) harness.run('SADD', name, `m${member}`);
      else harness.run('ZADD', name, member, `m${member}`);
    }
    if (i % 4 === 1) harness.run('ZADD', name, 1, 'x'.repeat(100));
  });
  return harness;
}

const bulks = (reply: string): string[] => reply.split('\r\n').filter((line) => /^[mx]/.test(line));

test('many inputs have in common, and together, what one after the other has', () => {
  const harness = start();
  const all = Array.from({ length: 40 }, (_, i) => `m${i}`);
  const common = all.filter((name) => {
    const number = Number(name.slice(1));
    return number === 0 || NAMES.every((_, i) => number % (i + 2) !== 0);
  });
  assert.deepEqual(bulks(harness.run('ZINTER', 30, ...NAMES)).sort(), common.sort());
  assert.equal(harness.run('ZINTERCARD', 30, ...NAMES), `:${common.length}\r\n`);
  const union = bulks(harness.run('ZUNION', 30, ...NAMES)).sort();
  assert.deepEqual(union, [...all, 'x'.repeat(100)].sort());
  assert.deepEqual(bulks(harness.run('ZDIFF', 30, 'z1', ...NAMES.slice(2))), []);
  harness.run('ZADD', 'z1', 3, 'mine');
  assert.deepEqual(bulks(harness.run('ZDIFF', 29, 'z1', ...NAMES.slice(2))), ['mine']);
});

test('a key that is named again is gone through once', (context) => {
  const harness = start();
  const next = context.mock.method(MemberWalk.prototype, 'next');
  const names = new Array<string>(1000).fill('z1');
  const weights = ['WEIGHTS', ...names.map((_, i) => i)];
  const score = (reply: string, member: string): string | undefined =>
    reply.split('\r\n')[reply.split('\r\n').indexOf(member) + 2];
  const sum = harness.run('ZUNION', 1000, ...names, ...weights, 'WITHSCORES');
  assert.equal(score(sum, 'm2'), '999000');
  const max = harness.run('ZINTER', 1000, ...names, ...weights, 'AGGREGATE', 'MAX', 'WITHSCORES');
  assert.equal(score(max, 'm2'), '1998');
  harness.run('ZINTERCARD', 1000, ...names);
  harness.run('ZDIFF', 1001, 'z2', ...names);
  assert.ok(next.mock.callCount() < 500, String(next.mock.callCount()));
});

test('a set that is named again is gone through once', (context) => {
  const harness = start();
  const next = context.mock.method(MemberWalk.prototype, 'next');
  const names = new Array<string>(1000).fill('z0');
  assert.match(harness.run('SUNION', ...names), /^\*21\r\n/);
  assert.match(harness.run('SINTER', 'z3', ...names, 'z3'), /^\*17\r\n/);
  assert.match(harness.run('SDIFF', 'z3', ...names), /^\*16\r\n/);
  harness.run('SUNIONSTORE', 'to', ...names);
  assert.ok(next.mock.callCount() < 500, String(next.mock.callCount()));
});
