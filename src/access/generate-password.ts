import type { Entropy } from '../ports/entropy.ts';

export const GENERATED_BITS = 256;
export const GENERATED_BITS_MAX = 4096;

const BITS_PER_DIGIT = 4;

/** A password of at least that many random bits, in hex digits. */
export function generatePassword(entropy: Entropy, bits = GENERATED_BITS): string {
  const digits = Math.ceil(bits / BITS_PER_DIGIT);
  const random = new Uint8Array(digits);
  entropy.fill(random);
  return Array.from(random, (byte) => (byte & 15).toString(16)).join('');
}
