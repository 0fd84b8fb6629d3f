import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NodeEntropy } from '../platform/node-entropy.ts';
import { generatePassword } from './generate-password.ts';

test('a password has a hex digit for every four bits, rounded up', () => {
  const entropy = new NodeEntropy();
  assert.match(generatePassword(entropy), /^[0-9a-f]{64}$/);
  assert.match(generatePassword(entropy, 1), /^[0-9a-f]$/);
  assert.match(generatePassword(entropy, 5), /^[0-9a-f]{2}$/);
  assert.equal(generatePassword(entropy, 4096).length, 1024);
});

test('every digit follows the entropy, evenly', () => {
  let next = 0;
  const counting = {
    fill(into: Uint8Array): void {
      for (let i = 0; i < into.length; i++) into[i] = next++ & 255;
    },
  };
  const digits = generatePassword(counting, 1024);
  for (const digit of '0123456789abcdef') assert.equal(digits.split(digit).length - 1, 16, digit);
});
