import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import type { Session } from './session.ts';
import { Watch } from './watch.ts';

let watch = new Watch(new HalfSipHash(1, 2));
/** Each time the first watcher came or the last one went. */
let activity: boolean[] = [];
let stand = new InstanceStand();

beforeEach(() => {
  watch = new Watch(new HalfSipHash(1, 2));
  activity = [];
  watch.onActivity = () => activity.push(watch.active);
  stand = new InstanceStand();
});

function newSession(): Session {
  return stand.connect('default').session;
}

function change(database: number, key: string): void {
  watch.keyChanged(database, new ByteRange().set(fromLatin1(key)));
}

test('a change of a watched key breaks all of its watchers and nobody else', () => {
  const [first, second, other] = [newSession(), newSession(), newSession()];
  watch.add(first, 0, fromLatin1('k'));
  watch.add(second, 0, fromLatin1('k'));
  watch.add(other, 0, fromLatin1('l'));
  change(0, 'k');
  assert.deepEqual(
    [first, second, other].map(({ watchBroken }) => watchBroken),
    [true, true, false],
  );
});

test('the same key of another database is another key', () => {
  const session = newSession();
  watch.add(session, 1, fromLatin1('k'));
  change(0, 'k');
  change(11, 'k');
  // Database and key are told apart even where their names would run together.
  change(1, ':k');
  assert.equal(session.watchBroken, false);
  change(1, 'k');
  assert.equal(session.watchBroken, true);
});

test('keys are compared byte by byte', () => {
  const session = newSession();
  watch.add(session, 0, fromLatin1('\xff\x00\xc3\xa9'));
  change(0, '\xff');
  change(0, '\xff\x00\xe9');
  assert.equal(session.watchBroken, false);
  change(0, '\xff\x00\xc3\xa9');
  assert.equal(session.watchBroken, true);
});

test('who forgets is whole again, and hears no more', () => {
  const session = newSession();
  watch.add(session, 0, fromLatin1('k'));
  change(0, 'k');
  watch.forget(session);
  assert.equal(session.watchBroken, false);
  change(0, 'k');
  assert.equal(session.watchBroken, false);
  assert.equal(Watch.count(session), 0);
});

test('a key watched twice is one key', () => {
  const session = newSession();
  watch.add(session, 0, fromLatin1('k'));
  watch.add(session, 0, fromLatin1('k'));
  watch.add(session, 0, fromLatin1('l'));
  assert.equal(Watch.count(session), 2);
});

test('it is active from the first watcher to the last one, and says so once each', () => {
  const [first, second] = [newSession(), newSession()];
  watch.add(first, 0, fromLatin1('k'));
  watch.add(first, 0, fromLatin1('l'));
  watch.add(second, 0, fromLatin1('k'));
  watch.forget(first);
  watch.forget(first);
  assert.deepEqual(activity, [true]);
  watch.forget(second);
  assert.deepEqual(activity, [true, false]);
});

test('a database that goes breaks the watchers of the keys that it holds', () => {
  const [present, absent, elsewhere] = [newSession(), newSession(), newSession()];
  watch.add(present, 1, fromLatin1('\xffk'));
  watch.add(absent, 1, fromLatin1('none'));
  watch.add(elsewhere, 10, fromLatin1('\xffk'));
  const asked: string[] = [];
  watch.databaseChanged(1, (key) => {
    asked.push(toLatin1(key));
    // An expired key is removed when it is looked at; nobody's transaction breaks by that.
    change(1, 'none');
    return toLatin1(key) === '\xffk';
  });
  assert.deepEqual(asked.sort(), ['none', '\xffk']);
  assert.deepEqual(
    [present, absent, elsewhere].map(({ watchBroken }) => watchBroken),
    [true, false, false],
  );
  change(1, 'none');
  assert.equal(absent.watchBroken, true);
});

test('a watched key holds memory for its name, until it is forgotten', () => {
  const session = newSession();
  const before = session.heldBytes;
  watch.add(session, 0, new Uint8Array(50_000));
  watch.add(session, 0, new Uint8Array(50_000));
  assert.ok(session.heldBytes >= before + 50_000);
  assert.ok(session.heldBytes < before + 60_000);
  watch.forget(session);
  assert.equal(session.heldBytes, before);
});
