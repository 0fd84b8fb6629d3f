import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, NULL, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { OutOfMemory } from '../../memory/out-of-memory.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { listCommands } from './index.ts';

const LONG = 'x'.repeat(8200);

function start(limit = -2): CommandHarness {
  const harness = new CommandHarness([...listCommands, ...keyCommands, ...stringCommands]);
  harness.settings.encoding.listMaxListpackSize = limit;
  return harness;
}

function encoding(harness: CommandHarness, key = 'list'): string {
  return harness.run('OBJECT', 'ENCODING', key).split('\r\n')[1] ?? '';
}

function push(harness: CommandHarness, count: number, text = 'x'): void {
  for (let i = 0; i < count; i++) harness.run('RPUSH', 'list', text);
}

test('a list is small up to list-max-listpack-size elements, and again from half of them', () => {
  const harness = start(128);
  push(harness, 128);
  assert.equal(encoding(harness), 'listpack');
  push(harness, 1);
  assert.equal(encoding(harness), 'quicklist');
  harness.line('RPOP list');
  assert.equal(encoding(harness), 'quicklist');
  // The 129th had a node of its own, so there is one left now.
  harness.line('LPOP list 63');
  assert.equal(encoding(harness), 'quicklist');
  harness.line('LPOP list');
  assert.equal(encoding(harness), 'listpack');
});

test('a list of more nodes than one stays big however short it is', () => {
  const harness = start(4);
  push(harness, 8);
  harness.line('LTRIM list 3 4');
  assert.equal(encoding(harness), 'quicklist');
  harness.line('LPOP list');
  assert.equal(encoding(harness), 'listpack');
});

test('sizes in bytes count the text that comes, not what it is packed to', () => {
  const harness = start(-1);
  push(harness, 39, 'x'.repeat(100));
  // 7 bytes of frame and 39 times 103: 4024.
  assert.equal(encoding(harness), 'listpack');
  harness.run('RPUSH', 'list', 'y'.repeat(72));
  assert.equal(encoding(harness), 'listpack');
  harness.run('RPUSH', 'list', 'y');
  assert.equal(encoding(harness), 'quicklist');
});

test('each way of making a list shorter makes it small', () => {
  const ways = [
    'LPOP list 70',
    'RPOP list 70',
    'LTRIM list 0 58',
    'LREM list 70 x',
    'LTRIM list 70 -1',
  ];
  for (const way of ways) {
    const harness = start(128);
    push(harness, 129);
    harness.line('RPOP list');
    harness.line(way);
    assert.equal(encoding(harness), 'listpack', way);
    assert.equal(harness.world.structures.count, 0, way);
  }
});

test('a text too long for a node makes a list big, and a shorter one in its place small again', () => {
  const harness = start();
  harness.run('RPUSH', 'list', LONG);
  assert.equal(encoding(harness), 'quicklist');
  harness.line('LSET list 0 short');
  assert.equal(encoding(harness), 'listpack');
  harness.run('LSET', 'list', 0, LONG);
  assert.equal(encoding(harness), 'quicklist');
  assert.equal(harness.line('LINDEX list 0'), bulk(LONG));
});

test('a long text that finds no place makes a list big all the same', () => {
  const harness = start();
  harness.line('RPUSH list a');
  assert.equal(harness.run('LINSERT', 'list', 'BEFORE', 'none', LONG), ':-1\r\n');
  assert.equal(encoding(harness), 'quicklist');
  harness.line('RPUSH other a');
  assert.equal(harness.run('LSET', 'other', 5, LONG), '-ERR index out of range\r\n');
  assert.equal(encoding(harness, 'other'), 'quicklist');
});

test('a copy keeps the encoding', () => {
  const harness = start(2);
  push(harness, 3);
  harness.line('COPY list copy');
  assert.equal(encoding(harness, 'copy'), 'quicklist');
  harness.line('RPUSH copy y');
  assert.equal(harness.line('LLEN list'), ':3\r\n');
});

test('every change is told once, and counts its elements', () => {
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ['RPUSH list a b c', ['rpush list'], 3],
    ['LPUSH list z', ['lpush list'], 1],
    ['LPUSHX list y', ['lpush list'], 1],
    ['RPUSHX none y', [], 0],
    ['LSET list 0 x', ['lset list'], 1],
    ['LINSERT list BEFORE a 1', ['linsert list'], 1],
    ['LINSERT list BEFORE none 1', [], 0],
    ['LREM list 0 1', ['lrem list'], 1],
    ['LREM list 0 1', [], 0],
    ['LTRIM list 0 -1', ['ltrim list'], 0],
    ['LTRIM list 2 -2', ['ltrim list'], 3],
    ['LRANGE list 0 -1', [], 0],
    ['LPOP list', ['lpop list'], 1],
    ['LPOP list 0', [], 0],
    ['LMOVE list list LEFT RIGHT', ['rpush list', 'lpop list'], 1],
    ['RPOPLPUSH list other', ['lpush other', 'rpop list', 'del list'], 1],
    ['LMOVE other other LEFT LEFT', ['lpush other', 'lpop other'], 1],
    ['LPUSH other b', ['lpush other'], 1],
    ['LMPOP 2 none other LEFT COUNT 5', ['lpop other', 'del other'], 2],
    ['RPUSH list a', ['rpush list'], 1],
    ['RPOP list', ['rpop list', 'del list'], 1],
    ['RPUSH list a a', ['rpush list'], 2],
    ['LREM list 0 a', ['lrem list', 'del list'], 2],
    ['RPUSH list a a', ['rpush list'], 2],
    ['LTRIM list 5 6', ['ltrim list', 'del list'], 2],
  ];
  const harness = start();
  for (const [line, events, changes] of cases) {
    const before = harness.dirty;
    harness.line(line);
    const heard = harness.takeEvents().filter((each) => !each.includes('keymiss'));
    assert.deepEqual(
      heard,
      events.map((each) => `0:${each}`),
      line,
    );
    assert.equal(harness.dirty - before, changes, line);
  }
});

test('LMPOP reaches replicas as a pop of one key', () => {
  const harness = start();
  harness.line('RPUSH list a b c');
  harness.line('LMPOP 2 none list RIGHT COUNT 10');
  assert.deepEqual(harness.propagated, ['RPOP list 3']);
});

test('an expiry outlives every change but the last pop', () => {
  const harness = start(2);
  harness.line('RPUSH list a');
  harness.line('EXPIRE list 100');
  push(harness, 5);
  harness.line('LPOP list 5');
  assert.equal(harness.line('TTL list'), ':100\r\n');
  harness.line('LPOP list');
  harness.line('RPUSH list a');
  assert.equal(harness.line('TTL list'), ':-1\r\n');
});

test('another type is refused before anything changes', () => {
  const harness = start();
  harness.line('SET string v');
  harness.line('RPUSH list a');
  assert.equal(harness.line('LMOVE list string LEFT LEFT'), WRONG_TYPE);
  assert.equal(harness.line('LRANGE list 0 -1'), `*1\r\n${bulk('a')}`);
  assert.equal(harness.line('LMOVE none string LEFT LEFT'), NULL);
});

test('the smallest integer is no count and no rank, because its negative is none', () => {
  const harness = start();
  const error =
    '-ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807\r\n';
  assert.equal(harness.line('LREM none -9223372036854775808 a'), error);
  assert.equal(harness.line('LPOS none a RANK -9223372036854775808'), error);
});

test('RESP3 has no other replies but for null', () => {
  const harness = start();
  harness.resp3 = true;
  for (const line of ['LPOP none', 'LPOP none 1', 'LINDEX none 0', 'LMOVE none a LEFT LEFT'])
    assert.equal(harness.line(line), '_\r\n', line);
  for (const line of ['LPOS none a', 'LMPOP 1 none LEFT'])
    assert.equal(harness.line(line), '_\r\n');
  assert.equal(harness.line('LRANGE none 0 -1'), '*0\r\n');
});

test('a push for which there is not enough memory pushes nothing', () => {
  for (const name of ['RPUSH', 'LPUSH']) {
    const harness = start(1);
    push(harness, 3);
    const { slabs } = harness.world;
    const allocate = slabs.allocate.bind(slabs);
    let left = 2;
    slabs.allocate = (length) => {
      if (left-- > 0) return allocate(length);
      throw new OutOfMemory('there is none');
    };
    assert.throws(() => harness.line(`${name} list a b c d`), OutOfMemory);
    assert.equal(harness.line('LRANGE list 0 -1'), `*3\r\n${bulk('x').repeat(3)}`);
    slabs.allocate = allocate;
    harness.line(`${name} list a b`);
    assert.equal(harness.line('LLEN list'), ':5\r\n');
  }
});
