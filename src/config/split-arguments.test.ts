import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from './byte-text.ts';
import { plainOrQuoted, quoteArgument, splitArguments } from './split-arguments.ts';

test('words, quotes and escapes are read as redis.conf has them', () => {
  assert.deepEqual(splitArguments('  a  "b c"\t\'d e\' '), ['a', 'b c', 'd e']);
  assert.deepEqual(splitArguments('"\\x41\\n\\"\\q" \'it\\\'s \\n\''), ['A\n"q', "it's \\n"]);
  assert.deepEqual(splitArguments('"\\xc3\\xa4"'), ['ä']);
  assert.deepEqual(splitArguments(''), []);
});

test('quotes that do not balance are no words', () => {
  for (const line of ['"a', "'a", '"a"b', 'a"b"c', '"\\"'])
    assert.equal(splitArguments(line), undefined, line);
});

test('a quoted word reads back as it was, whatever its bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }), (words) => {
      const texts = words.map(decodeText);
      const line = texts.map(quoteArgument).join(' ');
      assert.match(line, /^[\x20-\x7e]*$/);
      assert.deepEqual(splitArguments(line), texts);
    }),
  );
});

test('a word stays bare only where no reader could see more than one word of one line', () => {
  assert.equal(plainOrQuoted('-::1%eth0'), '-::1%eth0');
  for (const word of ['', 'a b', 'a\nport 1', '"', '#']) {
    assert.deepEqual(splitArguments(plainOrQuoted(word)), [word]);
    assert.ok(!plainOrQuoted(word).includes('\n'));
  }
});
