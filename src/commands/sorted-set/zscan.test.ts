import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

function start(members: number): CommandHarness {
  const harness = new CommandHarness(sortedSetCommands);
  for (let i = 0; i < members; i++) harness.run('ZADD', 'z', i, `m${String(i)}`);
  return harness;
}

/** The next cursor and the members of one ZSCAN. */
function scan(harness: CommandHarness, cursor: string): { cursor: string; members: string[] } {
  const parts = harness.run('ZSCAN', 'z', cursor, 'COUNT', 20).split('\r\n');
  return { cursor: parts[2] ?? '', members: parts.slice(4).filter((_, at) => at % 4 === 1) };
}

test('ZSCAN visits each member once that is there throughout, while others come and go', () => {
  const harness = start(3000);
  const seen: string[] = [];
  let cursor = '0';
  let fresh = 0;
  do {
    const step = scan(harness, cursor);
    seen.push(...step.members.filter((member) => member.startsWith('m')));
    ({ cursor } = step);
    for (let i = 0; i < 10 && fresh < 4000; i++) harness.run('ZADD', 'z', 1, `f${String(fresh++)}`);
    harness.run('ZREM', 'z', `f${String(fresh - 5)}`);
    harness.run('ZINCRBY', 'z', 100, `m${String(fresh % 3000)}`);
  } while (cursor !== '0');
  assert.equal(new Set(seen).size, 3000);
  assert.equal(seen.length, 3000);
});

test('a big set shows its scores in seventeen digits, a small one as it keeps them', () => {
  const harness = new CommandHarness(sortedSetCommands);
  harness.resp3 = true;
  harness.line('ZADD z 0.1 a');
  const answer = (score: string): string => `*2\r\n${bulk('0')}*2\r\n${bulk('a')}${bulk(score)}`;
  assert.equal(harness.line('ZSCAN z 0'), answer('0.1'));
  harness.settings.encoding.zsetMaxListpackEntries = 0;
  harness.line('ZADD z 0.1 b');
  harness.line('ZREM z b');
  assert.equal(harness.line('ZSCAN z 0'), answer('0.10000000000000001'));
});
