import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretLine } from './secret-line.ts';

test('a line with a secret is known, however it is written', () => {
  for (const line of [
    'AUTH hunter2',
    'auth app hunter2',
    '  "AUTH" hunter2',
    "'aUtH' hunter2",
    String.raw`"\x41UTH" hunter2`,
    '5 AUTH hunter2',
    'AUTH "not closed',
    'HELLO 3 AUTH app hunter2',
    'hello 2 setname x auth app hunter2',
    'ACL SETUSER app on >hunter2',
    'acl setuser app #9f86d08188',
    'ACL DRYRUN app AUTH hunter2',
    'CONFIG SET requirepass hunter2',
    'CONFIG SET maxmemory 1 masterauth hunter2',
    'config set tls-key-file-pass hunter2',
    'config set tls-client-key-file-pass hunter2',
    'CONFIG SET "requirepass" "not closed',
    'MIGRATE host 6379 key 0 1000 AUTH hunter2',
    'MIGRATE host 6379 "" 0 1000 AUTH2 app hunter2 KEYS a',
    'SENTINEL SET mymaster auth-pass hunter2',
    'SENTINEL CONFIG SET sentinel-pass hunter2',
    'MODULE LOADEX /m.so CONFIG token hunter2',
    'COMMAND GETKEYS AUTH hunter2',
    'requirepass hunter2',
    'user app on >hunter2',
    'ATUH hunter2',
    'AUT hunter2',
    'AUTHH hunter2',
    'ajth hunter2',
  ]) {
    assert.equal(isSecretLine(line), true, line);
  }
});

test('ordinary lines are no secrets', () => {
  for (const line of [
    '',
    '3',
    'GET session:auth:1',
    'SET password-hint blue',
    '5 INCR passes',
    'CONFIG SET maxmemory 1gb',
    'CONFIG GET maxmemory',
    'ACL WHOAMI',
    'ACL GETUSER app',
    'HELLO 3',
    'help auth',
    'help acl setuser',
    'MIGRATE host 6379 key 0 1000',
    'SUBSCRIBE news',
    'AUTOMATIC',
    'TTL key',
    'select 1',
  ]) {
    assert.equal(isSecretLine(line), false, line);
  }
});
