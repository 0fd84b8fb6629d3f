import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOf, ValueType } from './entry.ts';
import { ownsStructure } from './structures.ts';

test('encodings from 8 on own a structure, and no string does', () => {
  for (const type of Object.values(ValueType)) {
    for (let encoding = 0; encoding < 16; encoding++) {
      assert.equal(ownsStructure(kindOf(type, encoding)), encoding >= 8);
    }
  }
});
