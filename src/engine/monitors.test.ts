import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ServerState } from './server-state.ts';

const LINE = /^\+\d{10}\.\d{6} \[(\d+) ([^\]]+)\] (.*)\r\n$/s;

test('a line has the time with microseconds, the database, the address and the words', async () => {
  const stand = new InstanceStand();
  const [watcher, client] = [stand.connect('default'), stand.connect('default')];
  assert.equal(await watcher.say('MONITOR'), '+OK\r\n');
  await client.say('SELECT', '3');
  watcher.take();
  await client.say('sEt', 'k"\\', '\x00\n\r\t\x07\b\x1f\x7f\x80\xff ~');
  const [, database, address, words] = LINE.exec(watcher.take()) ?? [];
  assert.equal(database, '3');
  assert.equal(address, client.session.link.address);
  assert.equal(words, '"sEt" "k\\"\\\\" "\\x00\\n\\r\\t\\a\\b\\x1f\\x7f\\x80\\xff ~"');
});

test('the time is that of the clock, and keeps to it when the wall clock is set', async () => {
  const stand = new InstanceStand();
  const [watcher, client] = [stand.connect('default'), stand.connect('default')];
  await watcher.say('MONITOR');
  for (const stepMs of [0, 1000, 3_600_000]) {
    stand.clock.nowMs += stepMs;
    await client.say('GET', 'k');
    const seconds = Number(watcher.take().slice(1, 18));
    assert.ok(Math.abs(seconds * 1000 - stand.clock.nowMs) < 3, `${seconds}`);
  }
});

test('the server knows that nobody monitors any more', async () => {
  const stand = new InstanceStand();
  const { engine } = stand.instance;
  const [one, other] = [stand.connect('default'), stand.connect('default')];
  const monitored = (): boolean => (engine.state & ServerState.monitored) !== 0;
  await one.say('MONITOR');
  await other.say('MONITOR');
  await one.say('RESET');
  assert.equal(monitored(), true);
  other.leave();
  assert.equal(monitored(), false);
  await one.say('GET', 'k');
  assert.equal(one.take(), '');
});

test('a request of many megabytes is shown in part, and says so', async () => {
  const stand = new InstanceStand();
  const [watcher, client] = [stand.connect('default'), stand.connect('default')];
  await watcher.say('MONITOR');
  await client.say('ECHO', 'x'.repeat(17 << 20), 'behind');
  await client.say('SET', 'k', 'x'.repeat(17 << 20));
  const shown = watcher.take();
  assert.match(shown.slice(-40), /x" \.\.\. \(1048580 more bytes\)\r\n$/);
  assert.ok(shown.length < (16 << 20) + 200);
});

test('what is secret is hidden, and a transaction is shown as it runs', async () => {
  const stand = new InstanceStand();
  const [watcher, client] = [stand.connect('default'), stand.connect('default')];
  await watcher.say('MONITOR');
  await client.say('AUTH', 'ann', 'hunter2');
  await client.say('HELLO', '3', 'AUTH', 'ann', 'hunter2');
  await client.say('MULTI');
  await client.say('GET', 'k');
  await client.say('EXEC');
  const words = watcher
    .take()
    .split('\r\n')
    .map((line) => line.replace(/^[^\]]*\] /, ''));
  assert.deepEqual(words, [
    '"AUTH" "(redacted)" "(redacted)"',
    '"HELLO" "(redacted)" "(redacted)" "(redacted)" "(redacted)"',
    '"MULTI"',
    '"GET" "k"',
    '"EXEC"',
    '',
  ]);
});

test('who monitors and runs a transaction gets his lines behind the reply of EXEC', async () => {
  const client = new InstanceStand().connect('default');
  await client.say('MONITOR');
  await client.say('MULTI');
  await client.say('PING');
  assert.match(await client.say('EXEC'), /^\*1\r\n\+PONG\r\n\+[^\r]*"PING"\r\n\+[^\r]*"EXEC"\r\n$/);
});

test('lines count against the limit of subscribers: MONITOR must not fill the memory', async () => {
  const stand = new InstanceStand();
  const watcher = stand.connect('default');
  await watcher.say('MONITOR');
  assert.equal(watcher.session.outputClass, 'pubsub');
});
