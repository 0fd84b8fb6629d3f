import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ServerState } from './server-state.ts';
import { SessionState } from './session-state.ts';

let stand = new InstanceStand();

beforeEach(() => {
  stand = new InstanceStand();
});

/** The server holds more than it may, and there is nothing that could go. */
function fill(): void {
  stand.instance.world.memoryLimitBytes = 1;
}

describe('a gate refuses', () => {
  test('who has not said who he is, but lets him say so or leave', async () => {
    stand.instance.users.setDefaultPassword('secret');
    const stranger = stand.connect();
    assert.equal(await stranger.say('GET', 'k'), '-NOAUTH Authentication required.\r\n');
    assert.match(await stranger.say('AUTH', 'wrong'), /^-WRONGPASS/);
    assert.equal(await stranger.say('RESET'), '+RESET\r\n');
    assert.equal(await stranger.say('QUIT'), '+OK\r\n');
  });

  test('nobody any more when default has lost its password', async () => {
    stand.instance.users.setDefaultPassword('secret');
    const stranger = stand.connect();
    stand.instance.users.setDefaultPassword('');
    assert.equal(await stranger.say('PING'), '+PONG\r\n');
  });

  test('what the user may not do, and writes it down', async () => {
    stand.user('reader', 'on', 'nopass', '~a:*', '+get');
    const reader = stand.connect('reader');
    assert.equal(await reader.say('GET', 'a:1'), '$-1\r\n');
    assert.match(await reader.say('GET', 'b:1'), /^-NOPERM .*key/i);
    assert.match(await reader.say('SET', 'a:1', 'v'), /^-NOPERM .*set/);
    assert.match(await stand.connect('default').say('ACL', 'LOG'), /b:1[^]*|set/);
  });

  test('DEBUG and MODULE, for those that the configuration names', async () => {
    const client = stand.connect('default');
    assert.match(await client.say('DEBUG', 'SLEEP', '0'), /enable-debug-command option/);
    assert.match(await client.say('MODULE', 'LIST'), /^(\*0|-ERR MODULE)/);
    stand.settings.security.enableDebugCommand = 'local';
    assert.equal(await client.say('DEBUG', 'SLEEP', '0'), '+OK\r\n');
  });

  test('what makes no sense in a transaction, which is broken by that', async () => {
    const client = stand.connect('default');
    await client.say('MULTI');
    assert.match(await client.say('SAVE'), /not allowed inside a transaction/);
    assert.match(await client.say('EXEC'), /^-EXECABORT/);
  });

  test('what would use more memory when there is none', async () => {
    const client = stand.connect('default');
    await client.say('SET', 'k', 'v');
    fill();
    assert.match(await client.say('SET', 'k', 'v'), /^-OOM/);
    assert.equal(await client.say('GET', 'k'), '$1\r\nv\r\n');
    assert.equal(await client.say('DEL', 'k'), ':1\r\n');
  });

  test('to queue anything when there is no memory, but not to end the transaction', async () => {
    const client = stand.connect('default');
    await client.say('MULTI');
    fill();
    assert.match(await client.say('GET', 'k'), /^-OOM/);
    assert.match(await client.say('EXEC'), /^-EXECABORT/);
    await client.say('MULTI');
    assert.equal(await client.say('DISCARD'), '+OK\r\n');
  });

  test('a subscriber of RESP2 everything that is no part of it', async () => {
    const client = stand.connect('default');
    client.session.enter(SessionState.subscribed);
    assert.match(await client.say('GET', 'k'), /^-ERR Can't execute 'get': only /);
    client.session.resp3 = true;
    assert.equal(await client.say('GET', 'k'), '_\r\n');
  });

  test('what needs the data while they are loaded', async () => {
    const client = stand.connect('default');
    stand.instance.engine.state |= ServerState.loading;
    assert.match(await client.say('GET', 'k'), /^-LOADING/);
    assert.match(await client.say('INFO', 'server'), /redis_version/);
  });
});

test('the short way knows users with rules, and none of whom has names of his own for commands', async () => {
  const { instance } = stand;
  instance.users.setDefaultPassword('secret');
  stand.user('ruled', 'on', 'nopass', '+get', '+set', '~mine:*');
  const ruled = stand.connect('ruled');
  assert.equal(await ruled.say('SET', 'mine:k', 'v'), '+OK\r\n');
  assert.match(await ruled.say('SET', 'k', 'v'), /^-NOPERM/);
  assert.match(await ruled.say('DEL', 'mine:k'), /^-NOPERM/);
  stand.user('renamed', 'on', 'nopass', '+@all', '~*', 'alias=fetch:get', 'alias=wipe:flushall');
  const renamed = stand.connect('renamed');
  assert.match(await renamed.say('GET', 'mine:k'), /^-ERR unknown command 'GET'/);
  assert.match(await renamed.say('FLUSHALL'), /^-ERR unknown command/);
  assert.equal(await renamed.say('fetch', 'mine:k'), '$1\r\nv\r\n');
});

test('of several reasons the first one in the list is told', async () => {
  stand.user('nobody', 'on', 'nopass', '-@all', '+multi');
  stand.instance.users.setDefaultPassword('secret');
  const stranger = stand.connect();
  fill();
  stand.instance.engine.state |= ServerState.loading;
  assert.match(await stranger.say('DEBUG', 'SLEEP', '0'), /enable-debug-command/);
  assert.match(await stranger.say('SET', 'k', 'v'), /^-NOAUTH/);
  const nobody = stand.connect('nobody');
  nobody.session.enter(SessionState.subscribed);
  assert.match(await nobody.say('SET', 'k', 'v'), /^-NOPERM/);
  const known = stand.connect('default');
  known.session.enter(SessionState.subscribed);
  assert.match(await known.say('SET', 'k', 'v'), /^-OOM/);
  assert.match(await known.say('GET', 'k'), /Can't execute/);
});
