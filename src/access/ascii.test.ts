import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asciiLower, hasSpace } from './ascii.ts';

test('only ASCII letters become lower case', () => {
  assert.equal(asciiLower('CONFIG|Get_1'), 'config|get_1');
  assert.equal(asciiLower('\u00c4\u0130K'), '\u00c4\u0130k');
});

test('white space of C and NUL are spaces, other control characters and NBSP are not', () => {
  for (const space of [' ', '\t', '\n', '\v', '\f', '\r', '\0']) assert.ok(hasSpace(`a${space}b`));
  for (const other of ['', 'ab', '\x07', '\x1f', '\xa0', '\x85']) assert.ok(!hasSpace(other));
});
