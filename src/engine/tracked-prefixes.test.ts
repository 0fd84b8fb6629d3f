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
    prefixes.of(key(text)).map(({ name, sessions }) => `${name} ${sessions.size}`);
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

/** Counts the bytes that are read through it. */
class CountingView extends DataView<ArrayBuffer> {
  count = 0;

  override getInt32(at: number, isLittleEndian?: boolean): number {
    this.count += 4;
    return super.getInt32(at, isLittleEndian);
  }

  override getUint8(at: number): number {
    this.count++;
    return super.getUint8(at);
  }
}

test('a key is hashed once, however many lengths prefixes have', () => {
  const { session } = new InstanceStand().connect('default');
  session.tracking = new SessionTracking();
  const prefixes = new TrackedPrefixes(new HalfSipHash(1, 2));
  for (let length = 1; length <= 1000; length++)
    prefixes.add(session, fromLatin1(`${'b'.repeat(length - 1)}a`));
  const name = key('b'.repeat(2000));
  const view = new CountingView(new ArrayBuffer(2000));
  name.view().forEach((byte, at) => view.setUint8(at, byte));
  name.dv = view;
  assert.equal(prefixes.matches(name), false);
  // Of each beginning up to three bytes stand behind its last whole word.
  assert.ok(view.count <= 2000 + 3 * 1000, String(view.count));
});

test('lengths are put in order one by one as they come and go, not all of them with each prefix', (context) => {
  const { session } = new InstanceStand().connect('default');
  session.tracking = new SessionTracking();
  const prefixes = new TrackedPrefixes(new HalfSipHash(1, 2));
  for (let length = 1; length <= 50; length++)
    prefixes.add(session, fromLatin1(`${'b'.repeat(length - 1)}a`));
  const all = context.mock.method(Map.prototype, 'keys');
  for (let i = 0; i < 1000; i++)
    prefixes.add(session, fromLatin1(`p:${String(i).padStart(4, '0')}`));
  assert.equal(all.mock.callCount(), 0);
  assert.deepEqual(
    prefixes.of(key('p:0007')).map(({ name }) => name),
    ['p:0007'],
  );
  prefixes.remove(session);
  assert.equal(all.mock.callCount(), 0);
  assert.equal(prefixes.matches(key('p:0007')), false);
});
