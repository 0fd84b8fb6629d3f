import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { applySettings, hasOpenUser } from './config-hooks.ts';

let stand = new InstanceStand();
let client = stand.connect('default');

beforeEach(() => {
  stand = new InstanceStand();
  client = stand.connect('default');
});

const set = (...words: readonly string[]): Promise<string> => client.say('CONFIG', 'SET', ...words);

test('CONFIG SET maxmemory is in force at once, and 0 is no limit', async () => {
  assert.equal(stand.instance.world.memoryLimitBytes, stand.instance.world.slabs.capacityBytes);
  await set('maxmemory', '5mb');
  assert.equal(stand.instance.world.memoryLimitBytes, 5 * 1024 * 1024);
  await set('maxmemory', '0');
  assert.equal(stand.instance.world.memoryLimitBytes, stand.instance.world.slabs.capacityBytes);
});

test('how often keys are used is counted for the policies that want it', async () => {
  const { world } = stand.instance;
  assert.equal(world.countsFrequency, false);
  await set('maxmemory-policy', 'volatile-lfu');
  assert.equal(world.countsFrequency, true);
  await set('maxmemory-policy', 'allkeys-lru');
  assert.equal(world.countsFrequency, false);
});

test('every call is measured alone while short ones must be seen', async () => {
  const { timer } = stand.instance.engine;
  assert.equal(timer.alone, false);
  await set('slowlog-log-slower-than', '0');
  assert.equal(timer.alone, true);
  await set('slowlog-log-slower-than', '-1');
  assert.equal(timer.alone, false);
  await set('latency-monitor-threshold', '1');
  assert.equal(timer.alone, true);
});

test('requirepass is the password of default, byte by byte', async () => {
  await set('requirepass', 'g\xc3\xa4h\xff');
  const stranger = stand.connect();
  assert.match(await stranger.say('PING'), /^-NOAUTH/);
  assert.match(await stranger.say('AUTH', 'g\xe4h'), /^-WRONGPASS/);
  assert.equal(await stranger.say('AUTH', 'g\xc3\xa4h\xff'), '+OK\r\n');
  await set('requirepass', '');
  assert.equal(await stand.connect().say('PING'), '+PONG\r\n');
});

test('requirepass said again closes what the ACL has opened, and an empty one opens nothing', async () => {
  await set('requirepass', 'secret');
  await client.say('ACL', 'SETUSER', 'default', 'nopass');
  assert.equal(await stand.connect().say('PING'), '+PONG\r\n');
  assert.equal(await set('requirepass', 'secret'), '+OK\r\n');
  assert.match(await stand.connect().say('PING'), /^-NOAUTH/);
  await client.say('ACL', 'SETUSER', 'default', '>next');
  assert.equal(await set('requirepass', 'secret'), '+OK\r\n');
  assert.equal(await stand.connect().say('AUTH', 'next'), '+OK\r\n');
  await set('requirepass', '');
  await client.say('ACL', 'SETUSER', 'default', '>other');
  assert.equal(await set('requirepass', ''), '+OK\r\n');
  assert.match(await stand.connect().say('PING'), /^-NOAUTH/);
});

test('the server is not opened to the world, whichever half comes last', async () => {
  stand.settings.listen.bind = ['*'];
  assert.match(await set('protected-mode', 'no'), /^-ERR CONFIG SET failed.*requirepass/);
  assert.equal(stand.settings.security.protectedMode, true);
  await set('requirepass', 'secret');
  assert.equal(await set('protected-mode', 'no'), '+OK\r\n');
  assert.match(await set('requirepass', ''), /^-ERR CONFIG SET failed/);
  assert.match(await client.say('ACL', 'SETUSER', 'eve', 'on', 'nopass'), /^-ERR/);
  assert.equal(stand.instance.users.get('eve')?.noPassword ?? false, false);
});

test('somebody could log in without a password only if the user is on', () => {
  const { instance } = stand;
  assert.equal(hasOpenUser(instance), true);
  instance.users.setDefaultPassword('secret');
  assert.equal(hasOpenUser(instance), false);
  stand.user('off', 'off', 'nopass');
  assert.equal(hasOpenUser(instance), false);
  stand.user('off', 'on');
  assert.equal(hasOpenUser(instance), true);
});

test('settings read from a file are applied as those that are set later', () => {
  const made = new InstanceStand((settings) => {
    settings.memory.maxmemoryBytes = 12_345_678;
    settings.memory.maxmemoryPolicy = 'allkeys-lfu';
  });
  applySettings(made.instance);
  assert.equal(made.instance.world.memoryLimitBytes, 12_345_678);
  assert.equal(made.instance.world.countsFrequency, true);
});
