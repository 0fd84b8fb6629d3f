import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';

const stand = new AclStand();
const user = stand.user('+@all ~* &* db=0,2');

function cases(databaseIndex: number, expected: Readonly<Record<string, string>>): void {
  for (const [request, verdict] of Object.entries(expected)) {
    assert.equal(
      stand.verdict(user, request, databaseIndex),
      verdict,
      `${databaseIndex}: ${request}`,
    );
  }
}

test('whatever sees data asks for the selected database', () => {
  cases(0, { 'get a': 'allowed', 'keys *': 'allowed', 'eval s 0': 'allowed' });
  cases(1, { 'get a': 'database', 'keys *': 'database', 'eval s 0': 'database' });
});

test('whatever sees no data does not', () => {
  cases(1, {
    ping: 'allowed',
    'auth x': 'allowed',
    'config get a': 'allowed',
    'publish a b': 'allowed',
  });
});

test('SELECT asks for the database it names, from any other one', () => {
  cases(1, { 'select 0': 'allowed', 'select 2': 'allowed', 'select 1': 'database' });
  cases(0, { 'select 3': 'database', 'select -1': 'database' });
});

test('SWAPDB asks for both', () => {
  cases(1, { 'swapdb 0 2': 'allowed', 'swapdb 0 1': 'database', 'swapdb 1 0': 'database' });
});

test('MOVE and COPY ask for where the key is and where it goes', () => {
  cases(0, {
    'move a 2': 'allowed',
    'move a 1': 'database',
    'copy a b': 'allowed',
    'copy a b db 2': 'allowed',
    'copy a b REPLACE DB 1': 'database',
    'copy a b db 1 db 2': 'database',
    'copy a b db 2 db 1': 'database',
    'copy a db': 'allowed',
  });
  cases(1, { 'move a 2': 'database', 'copy a b db 2': 'database' });
});

test('FLUSHALL asks for all databases, a list of some is never enough', () => {
  cases(0, { flushall: 'database', 'flushall async': 'database' });
});

test('what is no number is left to the command', () => {
  cases(0, {
    'select x': 'allowed',
    'swapdb x y': 'allowed',
    'move a x': 'allowed',
    'copy a b db x': 'allowed',
  });
});
