import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { findRow } from './find-row.ts';
import { maskedWord } from './masked-word.ts';

const { table } = new InstanceStand().instance;

/** A request as logs may show it. */
function masked(line: string): string {
  const words = line.split(' ');
  const args = Arguments.of(words.map(fromLatin1));
  const row = findRow(table, args);
  assert.ok(!(row instanceof Error), line);
  return words.map((_, i) => toLatin1(maskedWord(row, args, i))).join(' ');
}

test('no password is shown, wherever it stands', () => {
  assert.equal(masked('AUTH hunter2'), 'AUTH (redacted)');
  assert.equal(masked('AUTH alice hunter2'), 'AUTH (redacted) (redacted)');
  for (const line of [
    'HELLO 3 AUTH alice hunter2 SETNAME me',
    'CONFIG SET requirepass hunter2',
    'ACL SETUSER alice on >hunter2 ~*',
    'ACL SETUSER alice <hunter2',
  ]) {
    const shown = masked(line);
    assert.doesNotMatch(shown, /hunter2/);
    assert.match(shown, /redacted/);
  }
});

test('what was called is shown: the command, and the subcommand', () => {
  assert.match(masked('config SET maxmemory 1'), /^config SET /);
  assert.match(masked('Acl SETUSER alice'), /^Acl SETUSER/);
});

test('words of other commands are shown as they are', () => {
  assert.equal(masked('SET key value'), 'SET key value');
  assert.equal(masked('CONFIG GET port'), 'CONFIG GET port');
});
