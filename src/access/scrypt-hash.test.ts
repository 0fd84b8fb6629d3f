import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatScryptHash, isScryptHash, parseScryptHash } from './scrypt-hash.ts';

const HASH = Buffer.alloc(32, 7).toString('base64').replace(/=+$/, '');
const SALT = Buffer.alloc(16, 9).toString('base64').replace(/=+$/, '');

test('a hash is read as it was written', () => {
  const bytes = fc.uint8Array({ minLength: 8, maxLength: 64 });
  fc.assert(
    fc.property(bytes, fc.uint8Array({ minLength: 32, maxLength: 32 }), (salt, hash) => {
      const written = { cost: { cost: 16_384, blockSize: 8, parallelism: 5 }, salt, hash };
      const text = formatScryptHash(written);
      assert.deepEqual(parseScryptHash(text), written);
      assert.ok(text.endsWith(Buffer.from(hash).toString('base64').replace(/=+$/, '')));
    }),
  );
});

test('a hash of another library is read', () => {
  const salt = Buffer.from('0123456789abcdef');
  const hash = scryptSync('secret', salt, 32, { N: 1024, r: 8, p: 1 });
  const strip = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  const parsed = parseScryptHash(`$scrypt$ln=10,r=8,p=1$${strip(salt)}$${strip(hash)}`);
  assert.deepEqual(Buffer.from(parsed?.hash ?? []), hash);
  assert.deepEqual(parsed?.cost, { cost: 1024, blockSize: 8, parallelism: 1 });
});

test('what is no hash, or would cost too much, is refused', () => {
  assert.ok(isScryptHash(`$scrypt$ln=14,r=8,p=5$${SALT}$${HASH}`));
  for (const wrong of [
    `$scrypt$ln=9,r=8,p=1$${SALT}$${HASH}`,
    `$scrypt$ln=21,r=8,p=1$${SALT}$${HASH}`,
    `$scrypt$ln=20,r=32,p=1$${SALT}$${HASH}`,
    `$scrypt$ln=14,r=0,p=1$${SALT}$${HASH}`,
    `$scrypt$ln=14,r=8,p=17$${SALT}$${HASH}`,
    `$scrypt$ln=14,r=8,p=1$${SALT}$${HASH.slice(1)}`,
    `$scrypt$ln=14,r=8,p=1$${SALT}$${HASH.slice(0, -1)}_`,
    `$scrypt$ln=14,r=8,p=1$${SALT}$${HASH.slice(0, -1)}9`,
    `$scrypt$ln=14,r=8,p=1$short$${HASH}`,
    `$argon2id$v=19$m=65536,t=3,p=4$${SALT}$${HASH}`,
    HASH,
    '',
  ]) {
    assert.equal(isScryptHash(wrong), false, wrong);
  }
});
