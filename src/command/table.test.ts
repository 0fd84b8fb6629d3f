import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { STAND_COMMANDS } from '../../test/support/acl-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { Command } from './command.ts';
import { CommandTable } from './table.ts';

const request = (...words: readonly string[]): Arguments => Arguments.of(words.map(fromLatin1));

function found(table: CommandTable, name: string): string | undefined {
  return table.lookup(request(name))?.fullName;
}

function plain(name: Uppercase<string>, subcommands?: readonly Command[]): Command {
  return {
    name,
    arity: -1,
    flags: [],
    categories: [],
    keys: [],
    loggable: [],
    docs: { group: 'generic', since: '1.0.0', summary: '', complexity: '' },
    run: () => undefined,
    ...(subcommands === undefined ? {} : { subcommands }),
  };
}

describe('a table', () => {
  test('finds every command by its name in any case, and each by its full name', () => {
    const table = new CommandTable(STAND_COMMANDS);
    for (const row of table.top) {
      assert.equal(table.lookup(request(row.name)), row);
      assert.equal(table.lookup(request(row.name.toUpperCase())), row);
    }
    for (const row of table.rows) assert.equal(table.named(row.fullName.toUpperCase()), row);
  });

  test('finds nothing else: no prefix, no longer word, no name of an object', () => {
    const table = new CommandTable([plain('GET'), plain('GETEX')]);
    for (const name of ['', 'GE', 'GETE', 'GETEXX', 'constructor', '__proto__', 'g'.repeat(9999)]) {
      assert.equal(found(table, name), undefined, name);
    }
    assert.equal(table.named('constructor'), undefined);
  });

  test('gives every row the number that it stands at, subcommands too', () => {
    const table = new CommandTable([plain('A', [plain('X'), plain('Y')]), plain('B')]);
    assert.deepEqual(
      table.rows.map(({ id, fullName }) => [id, fullName]),
      [
        [0, 'a'],
        [1, 'a|x'],
        [2, 'a|y'],
        [3, 'b'],
      ],
    );
    const container = table.named('a');
    assert.ok(container?.isContainer === true);
    assert.equal(table.subcommand(container, request('a', 'Y'))?.fullName, 'a|y');
    assert.equal(table.subcommand(container, request('a', 'b')), undefined);
  });

  test('refuses two commands of one name', () => {
    assert.throws(() => new CommandTable([plain('A'), plain('A')]), /defined once/);
  });

  test('holds many names that fall into one place', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `C${i}` as Uppercase<string>);
    const table = new CommandTable(names.map((name) => plain(name)));
    for (const name of names) assert.equal(found(table, name), name.toLowerCase());
    assert.equal(found(table, 'C3000'), undefined);
  });
});

describe('renames', () => {
  const commands = [plain('A', [plain('X')]), plain('B'), plain('C')];

  test('change what a command is called, not what it is', () => {
    const table = new CommandTable(commands, [{ from: 'a', to: 'Other' }]);
    assert.equal(found(table, 'oTHER'), 'a');
    assert.equal(found(table, 'a'), undefined);
    assert.equal(table.named('a|x')?.fullName, 'a|x');
  });

  test('to nothing put a command out of reach', () => {
    const table = new CommandTable(commands, [{ from: 'B', to: '' }]);
    assert.equal(found(table, 'b'), undefined);
    assert.equal(table.named('b')?.fullName, 'b');
  });

  test('are done in order, so that names can be swapped', () => {
    const table = new CommandTable(commands, [
      { from: 'a', to: 'tmp' },
      { from: 'b', to: 'a' },
      { from: 'tmp', to: 'b' },
    ]);
    assert.deepEqual([found(table, 'a'), found(table, 'b')], ['b', 'a']);
    assert.equal(found(table, 'tmp'), undefined);
  });
});
