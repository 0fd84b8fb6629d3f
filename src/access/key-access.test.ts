import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyFlagBits } from '../command/key-spec.ts';
import { KeyAccess, neededAccess } from './key-access.ts';

test('reading is what a client gets to see, writing what it changes', () => {
  assert.equal(neededAccess(keyFlagBits(['RO', 'access'])), KeyAccess.read);
  assert.equal(neededAccess(keyFlagBits(['OW', 'update'])), KeyAccess.write);
  assert.equal(neededAccess(keyFlagBits(['OW', 'insert'])), KeyAccess.write);
  assert.equal(neededAccess(keyFlagBits(['RM', 'delete'])), KeyAccess.write);
  assert.equal(neededAccess(keyFlagBits(['RW', 'access', 'delete'])), KeyAccess.both);
});

test('the size and type of a key need neither', () => {
  assert.equal(neededAccess(keyFlagBits(['RO'])), 0);
  assert.equal(neededAccess(keyFlagBits(['RW'])), 0);
});
