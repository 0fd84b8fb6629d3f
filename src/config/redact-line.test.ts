import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactLine } from './redact-line.ts';

test('a line about a secret keeps its name only', () => {
  assert.equal(redactLine('requirepass hunter2'), 'requirepass (redacted)');
  assert.equal(redactLine('RequirePass "a b'), 'RequirePass (redacted)');
  assert.equal(redactLine('"primaryauth" x'), 'primaryauth (redacted)');
  assert.equal(redactLine('user ann on >pw'), 'user (redacted)');
  assert.equal(redactLine('sentinel auth-pass mymaster pw'), 'sentinel (redacted)');
});

test('other lines stay as they are', () => {
  for (const line of ['port x', 'sentinel monitor a b', '', '"'])
    assert.equal(redactLine(line), line);
});
