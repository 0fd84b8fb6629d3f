import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Glob, globMatch } from './glob.ts';

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function match(pattern: string, text: string): boolean {
  return globMatch(bytes(pattern), bytes(text));
}

test('literals, stars and question marks match as in Redis', () => {
  const rows: [string, string, boolean][] = [
    ['', '', true], ['', 'a', false], ['a', '', false], ['abc', 'abc', true], ['abc', 'abd', false],
    ['abc', 'abcd', false], ['*', 'x', true], ['*', '', false], ['**', '', false], ['a*', 'a', true],
    ['*a', 'a', true], ['a*b', 'ab', true], ['a*b*c', 'axxbyyc', true], ['a*b*c', 'axxbyy', false],
    ['a*a', 'a', false], ['?', 'x', true], ['?', '', false], ['a?c', 'abc', true], ['*?', 'a', true],
    ['*abc*abc', 'abcabc', true], ['*abc*abc', 'ababc', false], ['*ab?d', 'ababcd', true],
  ];
  for (const [pattern, text, expected] of rows) assert.equal(match(pattern, text), expected, `${pattern} on ${text}`);
});

test('classes know ranges, negation, escapes and missing brackets', () => {
  const rows: [string, string, boolean][] = [
    ['[abc]', 'b', true], ['[abc]', 'd', false], ['[a-c]', 'b', true], ['[c-a]', 'b', true], ['[^a-c]', 'b', false],
    ['[^a-c]', 'd', true], ['[]', 'a', false], ['[^]', 'a', true], ['[^', 'a', true], ['[', 'a', false],
    ['[abc', 'b', true], ['[a-', '-', true], ['[a-]', 'b', false], ['[a-]', ']', true], ['[\\]]', ']', true],
    ['[\\', '\\', true], ['\\', '\\', true], ['\\*', '*', true], ['\\*', 'a', false], ['a\\', 'a\\', true],
    ['h[a-e]*o', 'hello', true],
  ];
  for (const [pattern, text, expected] of rows) assert.equal(match(pattern, text), expected, `${pattern} on ${text}`);
});

test('caseless matching folds letters, but not escaped members of a class', () => {
  const caseless = (pattern: string, text: string): boolean => globMatch(bytes(pattern), bytes(text), 'caseless');
  assert.ok(caseless('MaxMemory*', 'maxmemory-POLICY'));
  assert.ok(caseless('*POLICY', 'maxmemory-policy'));
  assert.ok(caseless('[A-C]x', 'bX'));
  assert.ok(caseless('[q]', 'Q'));
  assert.ok(!caseless('[\\q]', 'Q'));
  assert.ok(!match('ABC', 'abc'));
});

test('a window inside a bigger buffer is all that is looked at', () => {
  const buffer = bytes('xxhelloyy');
  for (const pattern of ['hello', 'h*', '*o', 'h?l*o', '[h]*', '*']) {
    assert.ok(new Glob(bytes(pattern)).matches(buffer, 2, 5), pattern);
  }
  for (const pattern of ['hell', 'helloy', '*y', 'x*', 'hellooo*']) {
    assert.ok(!new Glob(bytes(pattern)).matches(buffer, 2, 5), pattern);
  }
});

test('only the pattern * stands for everything', () => {
  assert.ok(new Glob(bytes('*')).matchesAll);
  assert.ok(!new Glob(bytes('**')).matchesAll);
  assert.ok(!new Glob(bytes('a*')).matchesAll);
});

test('a pattern that would blow up a backtracking matcher takes bounded time', () => {
  const text = new Uint8Array(1_000_000).fill(0x61);
  const started = performance.now();
  assert.ok(!globMatch(bytes(`${'a*'.repeat(999)}b`), text));
  assert.ok(!globMatch(bytes(`*${'a'.repeat(100_000)}b*`), text));
  assert.ok(!globMatch(bytes(`*${'?'.repeat(100)}b*`), text));
  assert.ok(!globMatch(bytes(`*${'?'.repeat(100_000)}b*`), text));
  assert.ok(performance.now() - started < 5_000);
});

test('more stars or classes than the limits match nothing', () => {
  const text = bytes('a'.repeat(3000));
  assert.ok(globMatch(bytes('a*'.repeat(1000)), text));
  assert.ok(!globMatch(bytes('a*'.repeat(1001)), text));
  const long = new Uint8Array(70_000).fill(0x61);
  assert.ok(globMatch(bytes('[ab]'.repeat(60_000) + '*'), long));
  assert.ok(!globMatch(bytes('[ab]'.repeat(70_000)), long));
});
