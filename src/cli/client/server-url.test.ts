import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerUrl } from './server-url.ts';

test('addresses are read as clients write them', () => {
  assert.deepEqual(parseServerUrl('redis://'), { tls: false, database: 0 });
  assert.deepEqual(parseServerUrl('redis://db.example.com:7000/3'), {
    tls: false,
    host: 'db.example.com',
    port: 7000,
    database: 3,
  });
  assert.deepEqual(parseServerUrl('rediss://app:p%40ss@[::1]'), {
    tls: true,
    host: '::1',
    user: 'app',
    password: 'p@ss',
    database: 0,
  });
  assert.deepEqual(parseServerUrl('unix:///run/my%20server.sock?db=2'), {
    tls: false,
    socket: '/run/my server.sock',
    database: 2,
  });
});

test('what is no address is refused', () => {
  for (const text of [
    '',
    'host',
    'http://host',
    'redis://host/x',
    'redis://host/-1',
    'redis://h:99999',
    'unix:',
    'redis://%zz@h',
  ]) {
    assert.equal(parseServerUrl(text), undefined, text);
  }
});
