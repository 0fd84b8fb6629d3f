import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1 } from './bytes.ts';
import { splitQuotedWords } from './quoted-words.ts';

function split(line: string): string[] | undefined {
  return splitQuotedWords(fromLatin1(line))?.map(toLatin1);
}

test('words are separated by blanks', () => {
  assert.deepEqual(split(''), []);
  assert.deepEqual(split(' \t\r\n'), []);
  assert.deepEqual(split('  SET  key\tvalue \r\n'), ['SET', 'key', 'value']);
});

test('double quotes keep blanks and know escapes', () => {
  assert.deepEqual(split('a "b c" ""'), ['a', 'b c', '']);
  assert.deepEqual(split('"\\n\\r\\t\\b\\a\\\\\\"\\q"'), ['\n\r\t\b\x07\\"q']);
  assert.deepEqual(split('"\\x00\\xfF\\xg1\\x1"'), ['\0\xffxg1x1']);
});

test('single quotes keep everything but an escaped quote', () => {
  assert.deepEqual(split("'a\\nb' 'it\\'s' ''"), ['a\\nb', "it's", '']);
  assert.deepEqual(split("'\\x41\"'"), ['\\x41"']);
});

test('a quote may open inside a word, but the word ends where it closes', () => {
  assert.deepEqual(split('foo"bar baz"'), ['foobar baz']);
  assert.deepEqual(split('"a"\v"b"'), ['a', 'b']);
  assert.equal(split('"a"b'), undefined);
  assert.equal(split("'a'b"), undefined);
  assert.equal(split('"a""b"'), undefined);
});

test('unbalanced quotes are refused', () => {
  for (const line of ['"', "'", 'a "b', "a 'b", '"a\\"', "'a\\'", '"\\'])
    assert.equal(split(line), undefined, line);
});

test('a NUL ends the line and vertical tabs do not end a bare word', () => {
  assert.deepEqual(split('a b\0c d'), ['a', 'b']);
  assert.equal(split('"a\0"'), undefined);
  assert.deepEqual(split('a\vb'), ['a\vb']);
});
