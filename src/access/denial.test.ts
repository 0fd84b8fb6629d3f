import assert from 'node:assert/strict';
import { test } from 'node:test';
import { denialError, denialExplanation } from './denial.ts';

test('a client is told in the words of Redis 7.2', () => {
  assert.equal(
    denialError({ reason: 'command', what: 'config|get', word: 0 }, 'alice'),
    "NOPERM User alice has no permissions to run the 'config|get' command",
  );
  assert.equal(
    denialError({ reason: 'channel', what: 'news', word: 1 }, 'alice'),
    'NOPERM No permissions to access a channel',
  );
});

test('the error for a key does not name it, the explanation does', () => {
  const denial = { reason: 'key', what: 'secret:1', word: 1 } as const;
  assert.equal(denialError(denial, 'alice'), 'NOPERM No permissions to access a key');
  assert.equal(
    denialExplanation(denial, 'alice'),
    "User alice has no permissions to access the 'secret:1' key",
  );
});

test('databases and addresses are told as such', () => {
  const database = { reason: 'database', what: '1', word: 0 } as const;
  assert.equal(denialError(database, 'alice'), 'NOPERM No permissions to access database');
  assert.equal(
    denialExplanation(database, 'alice'),
    'User alice has no permissions to access database 1',
  );
  assert.match(
    denialError({ reason: 'source', what: 'get', word: 0 }, 'alice'),
    /^NOPERM User alice .*address$/,
  );
});
