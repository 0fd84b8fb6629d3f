import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, OK } from '../../../test/support/run-command.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness([...stringCommands, ...keyCommands]);
  harness.line('SET old value EX 100');
  harness.line('SET taken other');
  harness.takeEvents();
  return harness;
}

test('RENAME tells both names, is one change, and the key it replaces goes without a word', () => {
  const harness = start();
  const before = harness.dirty;
  assert.equal(harness.line('RENAME old taken'), OK);
  assert.deepEqual(harness.takeEvents(), ['0:rename_from old', '0:rename_to taken']);
  assert.equal(harness.dirty, before + 1);
  assert.equal(harness.line('GET taken'), bulk('value'));
  assert.equal(harness.line('TTL taken'), ':100\r\n');
  assert.equal(harness.line('DBSIZE'), ':1\r\n');
});

test('a RENAME that changes nothing says nothing', () => {
  const harness = start();
  const before = harness.dirty;
  assert.equal(harness.line('RENAME old old'), OK);
  assert.equal(harness.line('RENAMENX old old'), ':0\r\n');
  assert.equal(harness.line('RENAMENX old taken'), ':0\r\n');
  assert.equal(harness.line('RENAME none taken'), '-ERR no such key\r\n');
  assert.deepEqual(harness.takeEvents(), []);
  assert.equal(harness.dirty, before);
});

test('RENAMENX takes the name of a key whose time is up', () => {
  const harness = start();
  harness.line('PEXPIRE taken 5');
  harness.takeEvents();
  harness.advance(6);
  assert.equal(harness.line('RENAMENX old taken'), ':1\r\n');
  assert.deepEqual(harness.takeEvents(), [
    '0:expired taken',
    '0:rename_from old',
    '0:rename_to taken',
  ]);
});

test('COPY and MOVE tell what they did in both databases', () => {
  const harness = start();
  assert.equal(harness.line('COPY old copied DB 3'), ':1\r\n');
  assert.deepEqual(harness.takeEvents(), ['3:copy_to copied']);
  assert.equal(harness.line('MOVE old 3'), ':1\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:move_from old', '3:move_to old']);
  harness.select(3);
  assert.equal(harness.line('GET old'), bulk('value'));
  assert.equal(harness.line('TTL copied'), ':100\r\n');
  assert.equal(harness.line('TTL old'), ':100\r\n');
});

test('a copy lives its own life', () => {
  const harness = start();
  harness.line('COPY old copied');
  harness.line('APPEND copied !');
  harness.line('PERSIST copied');
  assert.equal(harness.line('GET old'), bulk('value'));
  assert.equal(harness.line('GET copied'), bulk('value!'));
  assert.equal(harness.line('TTL old'), ':100\r\n');
});

test('COPY with REPLACE changes the type of representation and the expiry with the value', () => {
  const harness = start();
  harness.line('APPEND taken x');
  harness.line('EXPIRE taken 9');
  harness.line('PERSIST old');
  assert.equal(harness.line('COPY taken old REPLACE'), ':1\r\n');
  assert.equal(harness.line('OBJECT ENCODING old'), bulk('raw'));
  assert.equal(harness.line('TTL old'), ':9\r\n');
});
