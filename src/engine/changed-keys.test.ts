import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { ChangedKeys } from './changed-keys.ts';

const name = (text: string): ByteRange => new ByteRange().set(fromLatin1(text));

test('each key is there once, by name, with its last author and all its databases', () => {
  const { session } = new InstanceStand().connect('default');
  const keys = new ChangedKeys(new HalfSipHash(1, 2));
  keys.note(0, name('b'), undefined);
  keys.note(3, name('\xff'), undefined);
  keys.note(0, name('a'), session);
  keys.note(0, name('b'), session);
  keys.note(5, name('b'), session);
  keys.note(5, name('a'), undefined);
  assert.equal(keys.bytes, 3);
  const taken = keys.take();
  assert.deepEqual(
    taken.map((key) => [key.name, key.databases, key.author === session]),
    [
      ['a', [0, 5], false],
      ['b', [0, 5], true],
      ['\xff', [3], false],
    ],
  );
  assert.deepEqual([keys.size, keys.bytes, keys.take()], [0, 0, []]);
});
