import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from './node-crypto.ts';

const crypto = new NodeCrypto();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('hashes are those of FIPS 180', () => {
  assert.equal(
    hex(crypto.sha256(fromLatin1('abc'))),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  assert.equal(crypto.sha1Hex(fromLatin1('abc')), 'a9993e364706816aba3e25717850c26c9cd0d89d');
});

test('the keyed hash is that of RFC 4231', () => {
  assert.equal(
    hex(crypto.hmacSha256(fromLatin1('Jefe'), fromLatin1('what do ya want for nothing?'))),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('the memory-hard hash is that of RFC 7914, also where it needs more memory than Node allows by itself', async () => {
  const small = await crypto.scrypt(fromLatin1('password'), fromLatin1('NaCl'), {
    cost: 1024,
    blockSize: 8,
    parallelism: 16,
  });
  assert.equal(hex(small), 'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162');
  const big = { cost: 65_536, blockSize: 8, parallelism: 1 };
  assert.equal((await crypto.scrypt(fromLatin1('p'), fromLatin1('salt'), big)).length, 32);
});

test('a cost that is none is an error', async () => {
  const cost = { cost: 1000, blockSize: 8, parallelism: 1 };
  await assert.rejects(crypto.scrypt(fromLatin1('p'), fromLatin1('s'), cost));
});

test('bytes are compared as a whole, and of another length they are unequal', () => {
  const equal = (left: string, right: string): boolean =>
    crypto.equal(fromLatin1(left), fromLatin1(right));
  assert.deepEqual(
    [equal('abc', 'abc'), equal('', ''), equal('abc', 'abd'), equal('abc', 'ab')],
    [true, true, false, false],
  );
});
