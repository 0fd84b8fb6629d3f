import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arguments } from './arguments.ts';
import { ByteRange } from './byte-range.ts';
import { fromLatin1, toLatin1 } from './bytes.ts';

function request(...words: readonly string[]): Arguments {
  return Arguments.of(words.map(fromLatin1));
}

test('words are told apart by offsets alone, empty ones too', () => {
  const args = request('SET', '', 'v\r\n\0');
  assert.equal(args.count, 3);
  assert.deepEqual(
    [0, 1, 2].map((word) => args.latin1(word)),
    ['SET', '', 'v\r\n\0'],
  );
  assert.deepEqual(
    [0, 1, 2].map((word) => args.length(word)),
    [3, 0, 4],
  );
});

test('several requests share one list of words', () => {
  const args = request('GET', 'a', 'GET', 'b');
  args.first = 2;
  args.count = 2;
  assert.equal(args.latin1(1), 'b');
  assert.equal(toLatin1(args.view(1)), 'b');
});

test('a view dies with the bytes behind it, a copy does not', () => {
  const args = request('GET', 'key');
  const [view, copy] = [args.view(1), args.copy(1)];
  args.u8.fill(0x78);
  assert.deepEqual([toLatin1(view), toLatin1(copy)], ['xxx', 'key']);
});

test('a range points at the word without copying it', () => {
  const args = request('GET', 'key');
  const range = args.range(1, new ByteRange());
  assert.equal(toLatin1(range.view()), 'key');
  assert.equal(range.u8, args.u8);
  assert.equal(range.dv.getUint8(range.start), 'k'.charCodeAt(0));
});

test('an option is known in any case, and nothing else is', () => {
  const args = request('SET', 'eX', 'EXAT', 'e\xd8', '\x05x');
  assert.deepEqual(
    [1, 2, 3, 4].map((word) => args.is(word, 'ex')),
    [true, false, false, false],
  );
  // `_` and DEL differ by the bit that folds letters.
  assert.equal(request('\x7f').is(0, '_'), false);
});

test('a request without words is one', () => {
  assert.equal(Arguments.of([]).count, 0);
});
