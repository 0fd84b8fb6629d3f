import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namesOf, OPTIONS } from '../../../config/options/options.ts';
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
    'ACL SETUSR bob on >hunter2',
    'setusr bob >hunter2',
    `setusr bob #${'9f'.repeat(32)}`,
    'CONFG SET requirepass hunter2',
    'tls-key-file-pass hunter2',
    'connect rediss://u:hunter2@host',
    'redis-cli -a hunter2',
    'HELLO 3 AUHT u hunter2',
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

test('every secret directive of ours is one for the client, alone and among others', () => {
  const secrets = [...namesOf(OPTIONS).values()].filter(({ option }) => option.secret === true);
  assert.ok(secrets.length >= 5);
  for (const { name } of secrets) {
    assert.equal(isSecretLine(`CONFIG SET ${name} hunter2`), true, name);
    assert.equal(isSecretLine(`config set maxmemory 1 ${name.toUpperCase()} hunter2`), true, name);
  }
});

test('no spelling that the server understands as AUTH gets by', () => {
  const letter = (plain: string): fc.Arbitrary<string> => {
    const code = (text: string): string => text.charCodeAt(0).toString(16);
    const big = plain.toUpperCase();
    return fc.constantFrom(plain, big, `\\x${code(plain)}`, `\\x${code(big)}`);
  };
  const quoted = fc.tuple(letter('a'), letter('u'), letter('t'), letter('h')).map((letters) => {
    return `"${letters.join('')}"`;
  });
  const bare = fc.constantFrom('AUTH', 'auth', 'Auth', "'AUTH'", "'auth'");
  const blank = fc.constantFrom(' ', '  ', '\t');
  const before = fc.constantFrom('', ' ', '3 ', 'HELLO 3 ', 'MIGRATE h 1 k 0 1 ', '+2 ');
  fc.assert(
    fc.property(
      before,
      fc.oneof(quoted, bare),
      blank,
      fc.string(),
      (start, word, gap, password) => {
        assert.equal(isSecretLine(`${start}${word}${gap}${password}`), true);
      },
    ),
  );
});
