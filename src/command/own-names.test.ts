import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { OwnNames } from './own-names.ts';

const { table } = new InstanceStand().instance;
const names = new OwnNames(
  table,
  new Map([
    ['fetch', 'get'],
    ['take', 'get'],
    ['conf', 'config'],
  ]),
);

function found(word: string): string | undefined {
  return names.lookup(Arguments.of([fromLatin1(word)]))?.fullName;
}

test('a command is found by its aliases in any case, and by no other name', () => {
  for (const alias of ['fetch', 'FETCH', 'Take']) assert.equal(found(alias), 'get', alias);
  for (const name of ['get', 'GET', 'config', 'fetc', 'fetchx', '', 'x'.repeat(1 << 20)])
    assert.equal(found(name), undefined, name.slice(0, 10));
  assert.equal(found('SET'), 'set');
});

test('full names begin with the alias', () => {
  const called = (name: string): string | undefined => names.called(name)?.fullName;
  assert.equal(called('Conf|Get'), 'config|get');
  assert.equal(called('config|get'), undefined);
  assert.equal(called('conf|nope'), undefined);
  assert.equal(called('object|encoding'), 'object|encoding');
  assert.equal(called('get'), undefined);
  assert.equal(called('take'), 'get');
});

test('subcommands are those of the command', () => {
  const row = names.called('conf');
  assert.ok(row !== undefined);
  const args = Arguments.of(['CONF', 'SET'].map(fromLatin1));
  assert.equal(names.subcommand(row, args)?.fullName, 'config|set');
});
