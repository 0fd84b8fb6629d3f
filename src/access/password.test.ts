import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import { hashPassword, isPasswordHash, verifyPassword } from './password.ts';

/** Counts the work, since time itself can't be tested. */
class CountingCrypto extends NodeCrypto {
  hashes = 0;
  comparisons = 0;

  override sha256(bytes: Uint8Array): Uint8Array {
    this.hashes++;
    return super.sha256(bytes);
  }

  override equal(left: Uint8Array, right: Uint8Array): boolean {
    assert.equal(left.length, right.length, 'unequal lengths would end the comparison early');
    this.comparisons++;
    return super.equal(left, right);
  }
}

const crypto = new NodeCrypto();
const hashOf = (text: string): string => hashPassword(fromLatin1(text), crypto);

test('a password is kept as SHA-256 in hex, as Redis keeps it', () => {
  assert.equal(hashOf('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.ok(isPasswordHash(hashOf('')));
});

test('a hash has 64 lower-case hex digits', () => {
  for (const wrong of [
    '',
    'abc',
    'A'.repeat(64),
    'g'.repeat(64),
    'a'.repeat(65),
    ` ${'a'.repeat(63)}`,
  ]) {
    assert.ok(!isPasswordHash(wrong), wrong);
  }
});

test('any of the passwords is right, in any place', () => {
  const hashes = ['a', 'b', 'c'].map(hashOf);
  for (const right of ['a', 'b', 'c']) assert.ok(verifyPassword(fromLatin1(right), hashes, crypto));
  for (const wrong of ['', 'd', 'A', 'a\0', hashes[0] ?? '']) {
    assert.ok(!verifyPassword(fromLatin1(wrong), hashes, crypto));
  }
});

test('a user without a password is never let in by one', () => {
  assert.ok(!verifyPassword(fromLatin1(''), [], crypto));
});

test('right, wrong and unknown cost the same work (security.md, timing / user enumeration)', () => {
  const work = (password: string, hashes: readonly string[]): readonly number[] => {
    const counting = new CountingCrypto();
    verifyPassword(fromLatin1(password), hashes, counting);
    return [counting.hashes, counting.comparisons];
  };
  const one = [hashOf('a')];
  assert.deepEqual(work('a', one), [1, 1]);
  assert.deepEqual(work('b', one), [1, 1]);
  assert.deepEqual(work('b', []), [1, 1]);
  const two = ['a', 'b'].map(hashOf);
  assert.deepEqual(work('a', two), work('b', two));
  assert.deepEqual(work('a', two), work('c', two));
});
