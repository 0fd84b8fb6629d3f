import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRenames, type DirectiveLine, lineError } from './loaded-config.ts';

const origin = { source: 'file', path: '/c', isIncluded: false, line: 7 } as const;

function rename(from: string, to: string): DirectiveLine {
  return { text: `rename-command ${from} ${to}`, words: [from, to], origin };
}

const COMMANDS = ['GET', 'SET', 'CONFIG'];

test('renames may move and remove commands, and reuse a name that became free', () => {
  const renames = [rename('config', ''), rename('GET', 'CONFIG'), rename('SET', 'get')];
  assert.equal(checkRenames(renames, COMMANDS), undefined);
});

test('a rename of no command, or to a name that is taken, is refused where it stands', () => {
  const twice = checkRenames([rename('CONFIG', ''), rename('CONFIG', 'x')], COMMANDS);
  assert.equal(twice?.reason, 'No such command in rename-command');
  assert.equal(twice.line, 7);
  assert.equal(
    checkRenames([rename('GET', 'set')], COMMANDS)?.reason,
    'Target command name already exists',
  );
});

test('a line that another part judges is reported without its secrets', () => {
  const error = lineError(
    { text: 'user ann >pw +nope', origin: { ...origin, isIncluded: true } },
    'why',
  );
  assert.deepEqual(error, {
    kind: 'line',
    line: 7,
    text: 'user (redacted)',
    reason: 'why',
    includedFile: '/c',
  });
});
