import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { SessionTracking } from './session-tracking.ts';
import { TrackedPrefixes } from './tracked-prefixes.ts';

const key = (text: string): ByteRange => new ByteRange().set(fromLatin1(text));

test('a key is found by all prefixes that it begins with, as long as anybody has them', () => {
  const stand = new InstanceStand();
  const [{ session: one }, { session: other }] = [
    stand.connect('default'),
    stand.connect('default'),
  ];
  const prefixes = new TrackedPrefixes(new HalfSipHash(1, 2));
  const of = (text: string): readonly string[] =>
    [...prefixes.of(key(text))].map(({ name, sessions }) => `${name} ${sessions.size}`);
  one.tracking = new SessionTracking();
  other.tracking = new SessionTracking();
  for (const prefix of ['user:', 'u', 'user:'])
    for (const session of [one, other]) prefixes.add(session, fromLatin1(prefix));
  prefixes.add(one, fromLatin1(''));
  assert.equal(prefixes.size, 3);
  assert.deepEqual(of('user:1'), [' 1', 'u 2', 'user: 2']);
  assert.deepEqual(of('user'), [' 1', 'u 2']);
  assert.deepEqual(of(''), [' 1']);
  prefixes.remove(one);
  assert.deepEqual(of('user:1'), ['u 1', 'user: 1']);
  assert.equal(prefixes.matches(key('user:1')), true);
  assert.equal(prefixes.matches(key('xuser:1')), false);
  assert.equal(prefixes.matches(key('')), false);
  prefixes.remove(other);
  assert.equal(prefixes.size, 0);
  assert.equal(prefixes.matches(key('user:1')), false);
});
