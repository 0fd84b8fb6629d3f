import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands } from './index.ts';
import { parseCursor } from './scan-cursor.ts';

function start(keys = 0): CommandHarness {
  const harness = new CommandHarness([...stringCommands, ...keyCommands]);
  for (let i = 0; i < keys; i++) harness.run('SET', `key:${String(i)}`, i);
  harness.takeEvents();
  return harness;
}

/** The next cursor and the keys of one SCAN. */
function scan(
  harness: CommandHarness,
  ...words: readonly string[]
): { cursor: string; keys: string[] } {
  const parts = harness.run('SCAN', ...words).split('\r\n');
  const keys = parts.slice(4).filter((_, index) => index % 2 === 1);
  return { cursor: parts[2] ?? '', keys };
}

function scanAll(
  harness: CommandHarness,
  options: readonly string[],
  between = (): void => undefined,
): string[] {
  const keys: string[] = [];
  let cursor = '0';
  do {
    const step = scan(harness, cursor, ...options);
    keys.push(...step.keys);
    cursor = step.cursor;
    between();
  } while (cursor !== '0');
  return keys;
}

test('SCAN visits every key that is there throughout, while others come and go', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (staying, count) => {
        const harness = start(staying);
        let fresh = 0;
        const found = scanAll(harness, ['COUNT', String(count)], () => {
          if (fresh < 500)
            for (let i = 0; i < 20; i++) harness.run('SET', `fresh:${String(fresh++)}`, '');
          harness.run('DEL', `fresh:${String(fresh - 7)}`);
        });
        const old = found.filter((key) => key.startsWith('key:'));
        assert.equal(new Set(old).size, staying);
        assert.equal(old.length, staying, 'none of them twice');
      },
    ),
    { numRuns: 40 },
  );
});

test('SCAN filters by name and by type', () => {
  const harness = start(50);
  harness.plant('key:list', ValueType.list);
  assert.equal(scanAll(harness, []).length, 51);
  assert.equal(scanAll(harness, ['MATCH', 'key:1*']).length, 11);
  assert.deepEqual(scanAll(harness, ['TYPE', 'LIST']), ['key:list']);
  assert.deepEqual(scanAll(harness, ['TYPE', 'list', 'MATCH', 'nothing']), []);
  assert.deepEqual(scanAll(harness, ['TYPE', 'nonsense']), []);
});

test('SCAN removes expired keys it comes by, KEYS only passes over them', () => {
  const harness = start(20);
  for (let i = 0; i < 10; i++) harness.run('PEXPIRE', `key:${String(i)}`, 5);
  harness.takeEvents();
  harness.advance(6);
  assert.match(harness.line('KEYS *'), /^\*10\r\n/);
  assert.deepEqual(harness.takeEvents(), []);
  assert.equal(harness.line('DBSIZE'), ':20\r\n');
  assert.equal(scanAll(harness, []).length, 10);
  assert.equal(harness.line('DBSIZE'), ':10\r\n');
  assert.equal(harness.takeEvents().length, 10);
});

test('where expired keys are kept, SCAN hides them', () => {
  const harness = start(5);
  harness.line('PEXPIRE key:1 5');
  harness.world.isFrozen = true;
  harness.advance(6);
  assert.equal(scanAll(harness, []).length, 4);
  assert.equal(harness.line('DBSIZE'), ':5\r\n');
});

test('a cursor beyond the last one finds nothing and ends', () => {
  const harness = start(30);
  for (const cursor of ['4294967296', '18446744073709551615', '-1']) {
    assert.equal(harness.run('SCAN', cursor), `*2\r\n${bulk('0')}*0\r\n`, cursor);
  }
});

test('a cursor is read as strtoul reads it', () => {
  assert.equal(parseCursor(''), 0n);
  assert.equal(parseCursor('-1'), 18446744073709551615n);
  assert.equal(parseCursor('+007'), 7n);
  assert.equal(parseCursor('18446744073709551615'), 18446744073709551615n);
  for (const text of ['18446744073709551616', ' 1', '1 ', '0x1', '-', 'a'])
    assert.throws(() => parseCursor(text), text);
});
