import type { Crypto } from '../ports/crypto.ts';

const HASH_DIGITS = 64;
/** Compared with where there is no hash, and never equal to anything. */
const NO_HASH = '0'.repeat(HASH_DIGITS);

/** The hash under which a password is kept: SHA-256 in lower-case hex, as in Redis's ACL files. */
export function hashPassword(password: Uint8Array, crypto: Crypto): string {
  let hex = '';
  for (const byte of crypto.sha256(password)) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

export function isPasswordHash(text: string): boolean {
  return text.length === HASH_DIGITS && /^[0-9a-f]+$/.test(text);
}

/**
 * Whether the password has one of the hashes. Every hash is compared, each in constant time, and where there is none
 * the same work is done, so that the time tells neither which users exist nor how close a guess was (security.md,
 * "timing / user enumeration").
 */
export function verifyPassword(
  password: Uint8Array,
  hashes: readonly string[],
  crypto: Crypto,
): boolean {
  const digest = crypto.sha256(password);
  const compared = hashes.length === 0 ? [NO_HASH] : hashes;
  let matches = 0;
  for (const hash of compared) matches |= Number(crypto.equal(digest, digestOf(hash)));
  return matches !== 0 && hashes.length > 0;
}

function digestOf(hash: string): Uint8Array {
  const digest = new Uint8Array(HASH_DIGITS / 2);
  for (let i = 0; i < digest.length; i++)
    digest[i] = Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16);
  return digest;
}
