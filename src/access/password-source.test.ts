import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directiveSource, namesPasswordSource, parsePasswordSource } from './password-source.ts';

test('a source names a file, a variable or a credential', () => {
  assert.deepEqual(parsePasswordSource('file:/run/secrets/a b'.replace(' ', '_')), {
    kind: 'file',
    name: '/run/secrets/a_b',
  });
  assert.deepEqual(parsePasswordSource('env:APP_PASSWORD'), { kind: 'env', name: 'APP_PASSWORD' });
  assert.deepEqual(parsePasswordSource('credential:app.pw'), {
    kind: 'credential',
    name: 'app.pw',
  });
});

test('what begins like a source and is none has no meaning, and no password has its look by chance', () => {
  for (const wrong of [
    'file:',
    'file:/a b',
    'file:/a\n',
    'file:/a\x7f',
    'env:',
    'env:1A',
    'env:A-B',
    'credential:',
    'credential:..',
    'credential:.',
    'credential:../../etc/shadow',
    'credential:a/b',
  ]) {
    assert.equal(parsePasswordSource(wrong), undefined, wrong);
    assert.ok(namesPasswordSource(wrong), wrong);
  }
  for (const password of ['FILE:/x', 'files:/x', 'file', ' file:/x', 'environment:X']) {
    assert.equal(parsePasswordSource(password), undefined, password);
    assert.ok(!namesPasswordSource(password), password);
  }
});

test('a directive takes a path as it is', () => {
  assert.equal(directiveSource('/run/secrets/redis'), 'file:/run/secrets/redis');
  assert.equal(directiveSource('credential:redis'), 'credential:redis');
});
