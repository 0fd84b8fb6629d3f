import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bulk,
  CommandHarness,
  NULL,
  OK,
  START_MS,
  WRONG_TYPE,
} from '../../../test/support/run-command.ts';
import { Arguments } from '../../base/arguments.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import { FoundKeys } from '../../command/found-keys.ts';
import { keyFlagNames } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...stringCommands, ...keyCommands]);
}

test('SET tells subscribers set, and expire when the key expires, as one change', () => {
  const harness = start();
  assert.equal(harness.line('SET key value'), OK);
  assert.deepEqual(harness.takeEvents(), ['0:set key']);
  assert.equal(harness.dirty, 1);
  assert.equal(harness.line('SET key value EX 10'), OK);
  assert.deepEqual(harness.takeEvents(), ['0:set key', '0:expire key']);
  assert.equal(harness.dirty, 2);
});

test('SET reaches replicas with the moment of its expiry and without GET', () => {
  const harness = start();
  harness.line('SET key value');
  assert.deepEqual(harness.propagated, ['as sent']);
  const moment = String(START_MS + 10_000);
  harness.line('SET key value EX 10');
  assert.deepEqual(harness.propagated, [`SET key value PXAT ${moment}`]);
  harness.line('SETEX key 10 value');
  assert.deepEqual(harness.propagated, [`SET key value PXAT ${moment}`]);
  harness.line('PSETEX key 10000 value');
  assert.deepEqual(harness.propagated, [`SET key value PXAT ${moment}`]);
  harness.line('SET key value PXAT 9000000000000');
  assert.deepEqual(harness.propagated, ['as sent']);
  harness.line('SET key value KEEPTTL GET get');
  assert.deepEqual(harness.propagated, ['SET key value KEEPTTL']);
  harness.line('SET key value NX GET');
  assert.deepEqual(harness.propagated, ['as sent']);
});

test('a refused SET changes nothing and says nothing', () => {
  const harness = start();
  harness.line('SET key old EX 100');
  harness.takeEvents();
  const before = harness.dirty;
  for (const line of [
    'SET key new NX',
    'SET none new XX',
    'SET key new EX 0',
    'SET key new EX x',
    'SET key new WHAT',
  ]) {
    harness.line(line);
  }
  assert.equal(harness.dirty, before);
  assert.deepEqual(harness.takeEvents(), []);
  assert.equal(harness.line('GET key'), bulk('old'));
  assert.equal(harness.line('TTL key'), ':100\r\n');
});

test('SET overwrites another type, except with GET, which must answer a string', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  assert.equal(harness.line('SET list value GET'), WRONG_TYPE);
  assert.equal(harness.line('GETSET list value'), WRONG_TYPE);
  assert.equal(harness.line('TYPE list'), '+list\r\n');
  assert.equal(harness.line('SET list value'), OK);
  assert.equal(harness.line('GET list'), bulk('value'));
});

test('SET with GET answers the old value although the new one overwrites its bytes', () => {
  const harness = start();
  harness.line('SET key aaaa');
  assert.equal(harness.line('SET key bbbb GET'), bulk('aaaa'));
  assert.equal(harness.line('SET key cccccccc GET'), bulk('bbbb'));
  assert.equal(harness.line('SET none v GET'), NULL);
});

test('a key set to expire is gone after its time, and not before', () => {
  const harness = start();
  harness.line('SET key value PX 1000');
  harness.advance(1000);
  assert.equal(harness.line('GET key'), bulk('value'));
  harness.advance(1);
  assert.equal(harness.line('GET key'), NULL);
  assert.deepEqual(harness.takeEvents().slice(2), ['0:expired key', '0:keymiss key']);
});

test('SET needs the right to read only when it sends GET (guide row 21)', () => {
  const row = start().table.named('set');
  assert.ok(row !== undefined);
  const accessOf = (line: string): readonly string[] => {
    const found = row.findKeys(Arguments.of(line.split(' ').map(fromLatin1)), new FoundKeys());
    assert.equal(found.count, 1);
    assert.equal(found.words[0], 1);
    return keyFlagNames(found.access[0] ?? 0);
  };
  assert.deepEqual(accessOf('SET key get'), ['OW', 'update']);
  assert.deepEqual(accessOf('SET key value EX 10 gEt'), ['RW', 'access', 'update']);
});
