import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, NULL, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { Arguments } from '../../base/arguments.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import { FoundKeys } from '../../command/found-keys.ts';
import { keyFlagNames } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { bitfield } from './bitfield.ts';
import { bitmapCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...bitmapCommands, ...stringCommands, ...keyCommands]);
}

test('operations run in order, each on what those before it left', () => {
  const harness = start();
  assert.equal(
    harness.line('BITFIELD key SET i8 0 -5 GET u8 0 INCRBY u4 4 6 GET i8 0'),
    '*4\r\n:0\r\n:251\r\n:1\r\n:-15\r\n',
  );
  assert.equal(harness.line('GET key'), `$1\r\n${String.fromCharCode(0xf1)}\r\n`);
});

test('each write that changes something counts, and all are told as one event', () => {
  const harness = start();
  harness.line('SETBIT key 63 0');
  harness.takeEvents();
  const before = harness.dirty;
  harness.line('BITFIELD key SET u8 0 1 SET u8 8 0 INCRBY u8 16 7 GET u8 0');
  assert.equal(harness.dirty, before + 2);
  assert.deepEqual(harness.takeEvents(), ['0:setbit key']);
  harness.line('BITFIELD key SET u8 0 1');
  assert.equal(harness.dirty, before + 2);
  assert.deepEqual(harness.takeEvents(), []);
});

test('a string that only grew is a change, told when a write was done and else only to replicas', () => {
  const harness = start();
  harness.line('BITFIELD key SET u8 80 0');
  assert.equal(harness.dirty, 1);
  assert.deepEqual(harness.takeEvents(), ['0:setbit key']);
  assert.equal(harness.line('BITFIELD key OVERFLOW FAIL SET u8 800 256'), `*1\r\n${NULL}`);
  assert.equal(harness.line('STRLEN key'), ':101\r\n');
  assert.equal(harness.dirty, 2);
  assert.deepEqual(harness.takeEvents(), []);
});

test('reading makes no key and changes no encoding', () => {
  const harness = start();
  assert.equal(harness.line('BITFIELD none GET u8 0'), '*1\r\n:0\r\n');
  assert.equal(harness.line('EXISTS none'), ':0\r\n');
  harness.line('SET number 123');
  assert.equal(harness.line('BITFIELD number GET u16 #0'), '*1\r\n:12594\r\n');
  assert.equal(harness.line('OBJECT ENCODING number'), bulk('int'));
  assert.equal(harness.dirty, 1);
});

test('the whole request is judged before anything is done, and its words before the type', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  const says = '-ERR BITFIELD_RO only supports the GET subcommand\r\n';
  assert.equal(harness.line('BITFIELD_RO list GET u8 0 SET u8 0 1'), says);
  assert.equal(harness.line('BITFIELD list SET u8 0 1 GET'), '-ERR syntax error\r\n');
  assert.equal(harness.line('BITFIELD list SET u8 0 1'), WRONG_TYPE);
  assert.equal(harness.line('BITFIELD list GET u8 0'), WRONG_TYPE);
  assert.equal(harness.line('BITFIELD_RO list'), WRONG_TYPE);
  harness.line('BITFIELD key SET u8 0 1 GET u8');
  assert.equal(harness.line('EXISTS key'), ':0\r\n');
});

test('who may only read the key may send GET and nothing that could write', () => {
  const access = (line: string): string => {
    const found = new FoundKeys();
    bitfield.findKeys?.(Arguments.of(line.split(' ').map(fromLatin1)), found);
    return keyFlagNames(found.access[0] ?? 0).join(' ');
  };
  assert.equal(access('BITFIELD key GET u8 0 OVERFLOW SAT GET u8 8'), 'RO access');
  assert.equal(access('BITFIELD key'), 'RO access');
  for (const rest of ['SET u8 0 1', 'GET u8 0 INCRBY u8 0 1', 'what', 'GET u8', 'GET SET u8 0']) {
    assert.equal(access(`BITFIELD key ${rest}`), 'RW access update', rest);
  }
});
