import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];

test('hash flooding (prototype names): names of JavaScript’s own objects are names like others', async (context) => {
  const server = await startCasemateServer(context, { configLines: ['auth-throttle no'] });
  const client = await server.connect();
  for (const name of NAMES) {
    assert.equal(await client.call('GET', name), null);
    assert.equal(await client.call('SET', name, `value of ${name}`), 'OK');
    assert.equal(await client.call('GET', name), `value of ${name}`);
    assert.equal(await client.call('OBJECT', 'ENCODING', name), 'embstr');
    await client.call('WATCH', name);
    await client.call('UNWATCH');
    assert.equal(await client.call('CLIENT', 'SETNAME', name), 'OK');
    assert.equal(await client.call('CLIENT', 'GETNAME'), name);

    assert.equal(await client.call('PUBLISH', name, 'm'), 0);
    assert.deepEqual(await client.call('PUBSUB', 'NUMSUB', name), [name, 0]);

    assert.equal(await client.call('ACL', 'GETUSER', name), null);
    await assert.rejects(client.call('AUTH', name, 'x'), /WRONGPASS/);
    assert.equal(await client.call('ACL', 'DELUSER', name), 0);
    assert.equal(await client.call('ACL', 'SETUSER', name, 'on', '>p', `~${name}`, '+get'), 'OK');
    const user = await server.connect({ username: name, password: 'p' });
    assert.equal(await user.call('GET', name), `value of ${name}`);
    await assert.rejects(user.call('GET', 'other'), /NOPERM/);
    assert.equal(await client.call('ACL', 'DELUSER', name), 1);
    await user.closed();
  }
  assert.equal(await client.call('DBSIZE'), NAMES.length);
});

test('hash flooding (prototype names): tables of the server’s own know none of them', async (context) => {
  const server = await startCasemateServer(context, { configLines: [] });
  const client = await server.connect();
  for (const name of NAMES) {
    assert.deepEqual(await client.call('CONFIG', 'GET', name), []);
    assert.deepEqual(await client.call('COMMAND', 'INFO', name), [null]);
    assert.deepEqual(await client.call('COMMAND', 'DOCS', name), []);
    assert.equal(await client.call('INFO', name), '');
    assert.deepEqual(await client.call('LATENCY', 'HISTORY', name), []);
    assert.deepEqual(await client.call('LATENCY', 'HISTOGRAM', name), []);
    const refused: readonly (readonly string[])[] = [
      [name],
      [name, 'x'],
      ['CONFIG', 'SET', name, '1'],
      ['CONFIG', name],
      ['ACL', 'CAT', name],
      ['ACL', 'SETUSER', 'ann', `+@${name}`],
      ['ACL', 'SETUSER', 'ann', `+${name}`],
      ['ACL', 'SETUSER', 'ann', name],
      ['ACL', name],
      ['CLIENT', name],
      ['CLIENT', 'LIST', 'TYPE', name],
      ['CLIENT', 'KILL', name, 'x'],
      ['CLIENT', 'REPLY', name],
      ['OBJECT', name, 'x'],
      ['SET', 'k', 'v', name],
      ['EXPIRE', 'k', '1', name],
      ['DEBUG', name],
      ['SLOWLOG', name],
      ['HELLO', '3', name],
      ['FLUSHALL', name],
    ];
    for (const words of refused)
      await assert.rejects(client.call(...words), /ERR/, words.join(' '));
  }
  assert.deepEqual(await client.call('ACL', 'USERS'), ['default']);
  assert.doesNotMatch(server.process.output, /Internal error/);
});
