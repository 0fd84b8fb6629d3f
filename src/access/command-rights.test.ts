import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { CommandRights, type RowRights } from './command-rights.ts';
import { KeyAccess } from './key-access.ts';

const { table } = new AclStand();
const commands = new CommandRights(table);

function rights(fullName: string): RowRights {
  const row = table.named(fullName);
  assert.ok(row !== undefined);
  return commands.rows[row.id] ?? assert.fail(fullName);
}

test('the one key of a request is known beforehand, all others are searched for', () => {
  assert.equal(rights('get').onlyKey, 1);
  assert.equal(rights('get').onlyKeyAccess, KeyAccess.read);
  assert.equal(rights('set').onlyKeyAccess, KeyAccess.write);
  assert.equal(rights('strlen').onlyKeyAccess, 0);
  for (const name of ['mget', 'copy', 'eval', 'sort', 'ping', 'config|get']) {
    assert.equal(rights(name).onlyKey, 0, name);
  }
});

test('whatever has keys or looks at the keyspace sees data', () => {
  for (const name of ['get', 'mget', 'eval', 'sort', 'keys']) {
    assert.equal(rights(name).databases, 'selected', name);
  }
  for (const name of ['ping', 'auth', 'config|get', 'publish']) {
    assert.equal(rights(name).databases, 'none', name);
  }
});

test('commands that name databases are known as such', () => {
  for (const name of ['select', 'swapdb', 'move', 'copy'] as const) {
    assert.equal(rights(name).databases, name);
  }
  assert.equal(rights('flushall').databases, 'all');
});

test('the first argument of a subcommand is the word after it', () => {
  assert.equal(rights('select').firstArgument, 1);
  assert.equal(rights('config|get').firstArgument, 2);
});

test('what needs no authentication needs no right', () => {
  const always = table.rows.filter(
    ({ id }) => ((commands.alwaysAllowed[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0,
  );
  assert.deepEqual(
    always.map((row) => row.fullName),
    ['auth'],
  );
});
