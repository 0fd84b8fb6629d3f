import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { findRow } from './find-row.ts';

const { table } = new InstanceStand().instance;

/** The full name of the row, or the error. */
function found(...words: readonly string[]): string {
  const row = findRow(table, Arguments.of(words.map(fromLatin1)));
  return row instanceof Error ? row.message : row.fullName;
}

test('names are found in any case, subcommands too', () => {
  assert.equal(found('GET', 'k'), 'get');
  assert.equal(found('gEt', 'k'), 'get');
  assert.equal(found('CONFIG', 'gEt', 'port'), 'config|get');
});

test('the number of words is judged by the subcommand', () => {
  assert.equal(found('GET'), "ERR wrong number of arguments for 'get' command");
  assert.equal(found('GET', 'a', 'b'), "ERR wrong number of arguments for 'get' command");
  assert.equal(found('CONFIG', 'GET'), "ERR wrong number of arguments for 'config|get' command");
  assert.equal(found('OBJECT'), "ERR wrong number of arguments for 'object' command");
});

test('an unknown subcommand is told where help is', () => {
  assert.equal(found('CONFIG', 'no\x00pe'), "ERR unknown subcommand 'no'. Try CONFIG HELP.");
});

test('an unknown command is told back with its words, at most 128 bytes of each kind', () => {
  assert.equal(
    found('nope', 'a', "b'"),
    "ERR unknown command 'nope', with args beginning with: 'a' 'b'' ",
  );
  assert.equal(found('no\x00pe'), "ERR unknown command 'no', with args beginning with: ");
  const long = found('n'.repeat(500), 'x'.repeat(500), 'y');
  assert.equal(
    long,
    `ERR unknown command '${'n'.repeat(128)}', with args beginning with: '${'x'.repeat(128)}' `,
  );
});

test('a name that holds bytes beyond ASCII is no other command', () => {
  assert.match(found('g\xc5t', 'k'), /^ERR unknown command/);
  // `| 32` maps these onto letters; only the comparison tells them apart.
  assert.match(found('\x07et', 'k'), /^ERR unknown command/);
  assert.match(found('', 'k'), /^ERR unknown command ''/);
});
