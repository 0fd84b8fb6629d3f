import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareBytes,
  concatBytes,
  equalBytes,
  equalsIgnoreCase,
  fromLatin1,
  fromUtf8,
  quoteBytes,
  toLatin1,
  toUtf8,
} from './bytes.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('equality and order agree with the platform on random bytes', () => {
  const small = fc.uint8Array({ maxLength: 4, max: 3 });
  fc.assert(
    fc.property(small, small, (left, right) => {
      assert.equal(equalBytes(left, right), Buffer.compare(left, right) === 0);
      assert.equal(Math.sign(compareBytes(left, right)), Buffer.compare(left, right));
    }),
  );
  assert.ok(compareBytes(Uint8Array.of(0xff), Uint8Array.of(0x01)) > 0);
});

test('concatenation keeps order and length', () => {
  assert.deepEqual(
    concatBytes([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)]),
    Uint8Array.of(1, 2, 3),
  );
  assert.equal(concatBytes([]).length, 0);
});

test('Latin-1 carries every byte there and back', () => {
  assert.deepEqual(fromLatin1(toLatin1(everyByte)), everyByte);
  const long = new Uint8Array(100_001).fill(0x80);
  assert.deepEqual(fromLatin1(toLatin1(long)), long);
  assert.throws(() => fromLatin1('ā'), RangeError);
});

test('UTF-8 keeps a byte order mark and replaces what is not UTF-8', () => {
  assert.equal(toUtf8(fromUtf8('\ufeffé€')), '\ufeffé€');
  assert.equal(toUtf8(Uint8Array.of(0xff)), '\ufffd');
});

test('caseless comparison folds ASCII letters only', () => {
  assert.ok(equalsIgnoreCase(fromLatin1('GeT'), 'get'));
  assert.ok(!equalsIgnoreCase(fromLatin1('get '), 'get'));
  assert.ok(!equalsIgnoreCase(fromLatin1('[et'), '{et'));
  assert.ok(!equalsIgnoreCase(fromLatin1('\u00c9'), '\u00e9'));
});

test('quoting is readable and escapes everything unprintable', () => {
  assert.equal(quoteBytes(fromLatin1('foo\0')), '"foo\\x00"');
  assert.equal(
    quoteBytes(fromLatin1('a"b\\c\n\r\t\x07\b\x7f\xff é')),
    '"a\\"b\\\\c\\n\\r\\t\\a\\b\\x7f\\xff \\xe9"',
  );
});
