import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { keyCommands } from '../keys/index.ts';
import { hashCommands } from './index.ts';

function open(fields: number): CommandHarness {
  const harness = new CommandHarness([...hashCommands, ...keyCommands]);
  for (let i = 0; i < fields; i++) harness.run('HSET', 'h', `f${String(i)}`, `v${String(i)}`);
  return harness;
}

function texts(reply: string): readonly string[] {
  return reply.split('\r\n').filter((_, i, lines) => i > 0 && (lines[i - 1] ?? '').startsWith('$'));
}

for (const [encoding, fields] of [
  ['listpack', 40],
  ['hashtable', 700],
] as const) {
  test(`HRANDFIELD gives different fields of a ${encoding} for a count, any for a negative one`, () => {
    const harness = open(fields);
    assert.equal(harness.line('OBJECT ENCODING h'), bulk(encoding));
    for (const count of [1, 3, fields - 5, fields, fields + 5]) {
      const found = texts(harness.run('HRANDFIELD', 'h', count));
      assert.equal(found.length, Math.min(count, fields));
      assert.equal(new Set(found).size, found.length);
      const pairs = texts(harness.run('HRANDFIELD', 'h', count, 'WITHVALUES'));
      assert.equal(pairs.length, 2 * found.length);
      for (let i = 0; i < pairs.length; i += 2)
        assert.equal(pairs[i]?.slice(1), pairs[i + 1]?.slice(1));
    }
    assert.equal(texts(harness.run('HRANDFIELD', 'h', -3 * fields)).length, 3 * fields);
    assert.equal(texts(harness.run('HRANDFIELD', 'h', -fields, 'WITHVALUES')).length, 2 * fields);
    assert.match(texts(harness.line('HRANDFIELD h'))[0] ?? '', /^f\d+$/);
  });

  test(`every field of a ${encoding} has the same chance`, () => {
    const harness = open(fields);
    harness.world.random.seed(3);
    for (const count of [1, -20, Math.ceil(fields / 10), Math.ceil(fields / 2)]) {
      const counts = new Map<string, number>();
      const each = Math.abs(count);
      const rounds = Math.ceil((fields * 40) / each);
      for (let round = 0; round < rounds; round++) {
        for (const text of texts(harness.run('HRANDFIELD', 'h', count))) {
          counts.set(text, (counts.get(text) ?? 0) + 1);
        }
      }
      const expected = (rounds * each) / fields;
      let sum = 0;
      for (const n of counts.values()) sum += (n - expected) ** 2 / expected;
      assert.equal(counts.size, fields);
      assert.ok(sum / fields < 1.6, `${String(count)}: ${String(sum / fields)}`);
    }
  });
}

test('pairs come one in another in RESP3', () => {
  const harness = open(2);
  harness.resp3 = true;
  assert.match(
    harness.line('HRANDFIELD h 2 WITHVALUES'),
    /^\*2\r\n\*2\r\n\$2\r\nf\d\r\n\$2\r\nv\d/,
  );
  assert.match(
    harness.line('HRANDFIELD h -2 WITHVALUES'),
    /^\*2\r\n\*2\r\n\$2\r\nf\d\r\n\$2\r\nv\d/,
  );
});
