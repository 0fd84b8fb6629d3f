import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, NULL } from '../../../test/support/run-command.ts';
import { keyCommands } from '../keys/index.ts';
import { setCommands } from './index.ts';

function open(): CommandHarness {
  return new CommandHarness([...setCommands, ...keyCommands]);
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `member:${String(i)}`);
}

/** The bulk strings of a reply. */
function texts(reply: string): readonly string[] {
  return reply.split('\r\n').filter((_, i, lines) => i > 0 && (lines[i - 1] ?? '').startsWith('$'));
}

const KINDS = {
  intset: Array.from({ length: 60 }, (_, i) => String(i * 1000)),
  listpack: names(60),
  hashtable: names(300),
} as const;

for (const [encoding, members] of Object.entries(KINDS)) {
  test(`SPOP with a count takes as many different members out of ${encoding === 'intset' ? 'an' : 'a'} ${encoding}, and the rest stays`, () => {
    for (const count of [1, 2, 7, Math.floor(members.length / 2), members.length - 1]) {
      const harness = open();
      harness.run('SADD', 's', ...members);
      harness.run('PEXPIRE', 's', 100_000);
      assert.equal(harness.line('OBJECT ENCODING s'), bulk(encoding));
      harness.takeEvents();
      const { dirty } = harness;
      const popped = texts(harness.run('SPOP', 's', count));
      assert.deepEqual(harness.takeEvents(), ['0:spop s']);
      assert.equal(harness.dirty - dirty, count);
      assert.deepEqual(
        harness.propagated.flatMap((line) => line.split(' ').slice(2)).sort(),
        [...popped].sort(),
      );
      assert.equal(new Set(popped).size, count);
      const left = texts(harness.line('SMEMBERS s'));
      assert.deepEqual([...popped, ...left].sort(), [...members].sort());
      assert.equal(harness.line('PTTL s'), ':100000\r\n');
    }
  });

  test(`SPOP of one member after the other empties ${encoding === 'intset' ? 'an' : 'a'} ${encoding}`, () => {
    const harness = open();
    const used = harness.world.slabs.usedBytes;
    harness.run('SADD', 's', ...members);
    const popped = members.map(() => texts(harness.line('SPOP s'))[0]);
    assert.deepEqual([...popped].sort(), [...members].sort());
    assert.equal(harness.line('SPOP s'), NULL);
    assert.equal(harness.line('EXISTS s'), ':0\r\n');
    assert.deepEqual(harness.takeEvents().slice(-3, -1), ['0:spop s', '0:del s']);
    while (harness.keyspace.lazyFree.step(1000));
    assert.equal(harness.world.slabs.usedBytes, used);
  });
}

test('what SPOP leaves of a big set is a listpack when so few stay, as in Redis 7.2', () => {
  const harness = open();
  const used = harness.world.slabs.usedBytes;
  harness.run('SADD', 's', ...names(2000));
  harness.line('SPOP s 1990');
  assert.equal(harness.line('OBJECT ENCODING s'), bulk('listpack'));
  harness.run('SADD', 'long', ...names(2000).map((name) => name.padEnd(70)));
  harness.line('SPOP long 1990');
  assert.equal(harness.line('OBJECT ENCODING long'), bulk('hashtable'));
  harness.run('SADD', 'half', ...names(2000));
  harness.line('SPOP half 1600');
  assert.equal(harness.line('OBJECT ENCODING half'), bulk('hashtable'));
  harness.line('DEL s long half');
  while (harness.keyspace.lazyFree.step(1000));
  assert.equal(harness.world.slabs.usedBytes, used);
});

test('SREM of at most 1024 members each is what replicas get of a great SPOP', () => {
  const harness = open();
  harness.run('SADD', 's', ...names(5000));
  const popped = texts(harness.line('SPOP s 2500'));
  const requests = harness.propagated.map((line) => line.split(' '));
  assert.deepEqual(
    requests.map((words) => words.length),
    [1026, 1026, 454],
  );
  assert.ok(requests.every(([name, key]) => name === 'SREM' && key === 's'));
  assert.deepEqual(
    requests.flatMap((words) => words.slice(2)),
    popped,
  );
  harness.line('SPOP s 9999');
  assert.deepEqual(harness.propagated, ['DEL s']);
});

/** How much less evenly members came than they should have: about 1 when all have the same chance. */
function unevenness(counts: ReadonlyMap<string, number>, members: number, draws: number): number {
  assert.equal(counts.size, members);
  const expected = draws / members;
  let sum = 0;
  for (const count of counts.values()) sum += (count - expected) ** 2 / expected;
  return sum / members;
}

test('every member has the same chance, however many are drawn at once and however they are kept', () => {
  for (const [encoding, all] of Object.entries(KINDS)) {
    const members = all.slice(0, encoding === 'hashtable' ? 140 : 20);
    for (const part of [1, 0.1, 0.5, 0.9]) {
      const count = part === 1 ? 1 : Math.round(members.length * part);
      for (const command of ['SRANDMEMBER', 'SRANDMEMBER -', 'SPOP']) {
        const harness = open();
        harness.world.random.seed(7);
        const counts = new Map<string, number>();
        const rounds = Math.ceil((members.length * 50) / count);
        harness.run('SADD', 's', ...members);
        for (let round = 0; round < rounds; round++) {
          const [name = '', sign = ''] = command.split(' ');
          for (const text of texts(harness.run(name, 's', `${sign}${String(count)}`))) {
            counts.set(text, (counts.get(text) ?? 0) + 1);
          }
          if (name === 'SPOP') harness.run('SADD', 's', ...members);
        }
        const found = unevenness(counts, members.length, rounds * count);
        assert.ok(found < 2, `${encoding} ${command} ${String(count)}: ${String(found)}`);
      }
    }
  }
});
