import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { testWorld } from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { EventClass, Events, Interest } from '../keyspace/changes.ts';
import { Effects } from './effects.ts';
import { Watch } from './watch.ts';

let world = testWorld();
let watch = new Watch(new HalfSipHash(1, 2));
let held: readonly string[] = [];
let asked: string[] = [];
let effects = new Effects(world, watch, () => false);

beforeEach(() => {
  world = testWorld();
  watch = new Watch(new HalfSipHash(1, 2));
  held = [];
  asked = [];
  effects = new Effects(world, watch, (database, key, how) => {
    const text = toLatin1(key.view());
    asked.push(`${how} ${database} ${text}`);
    return held.includes(text);
  });
});

const key = (text: string): ByteRange => new ByteRange().set(fromLatin1(text));

test('a change that nobody listens to costs one test', () => {
  assert.equal(world.changes.interest, 0);
  assert.equal(world.changes.observer, effects);
});

test('changes of keys are wanted while somebody watches one', () => {
  const { session } = new InstanceStand().connect('default');
  watch.add(session, 0, fromLatin1('k'));
  assert.equal(world.changes.interest, Interest.keys);
  effects.keyChanged(0, key('k'), Events.set);
  assert.equal(session.watchBroken, true);
  watch.forget(session);
  assert.equal(world.changes.interest, 0);
});

test('events are wanted while somebody delivers them, in the classes asked for', () => {
  const heard: string[] = [];
  const sink = {
    keyEvent: (database: number, range: ByteRange, { name }: { readonly name: string }) =>
      void heard.push(`${database} ${toLatin1(range.view())} ${name}`),
  };
  effects.notify(EventClass.string | EventClass.keyevent, sink);
  assert.equal(world.changes.interest, Interest.events);
  assert.equal(world.changes.eventClasses, EventClass.string | EventClass.keyevent);
  effects.keyEvent(3, key('k'), Events.set);
  assert.deepEqual(heard, ['3 k set']);
  effects.notify(EventClass.string, undefined);
  assert.equal(world.changes.interest, 0);
  assert.equal(world.changes.eventClasses, 0);
  effects.keyEvent(3, key('k'), Events.set);
  assert.equal(heard.length, 1);
});

test('watchers and subscribers do not switch each other off', () => {
  const { session } = new InstanceStand().connect('default');
  effects.notify(EventClass.generic | EventClass.keyspace, { keyEvent: () => undefined });
  watch.add(session, 0, fromLatin1('k'));
  assert.equal(world.changes.interest, Interest.keys | Interest.events);
  effects.notify(0, undefined);
  assert.equal(world.changes.interest, Interest.keys);
});

test('a database that leaves or arrives is asked for the watched keys only', () => {
  const stand = new InstanceStand();
  const [there, missing] = [stand.connect('default').session, stand.connect('default').session];
  watch.add(there, 2, fromLatin1('there'));
  watch.add(missing, 2, fromLatin1('missing'));
  held = ['there'];
  effects.databaseChanged(2, 'arrived');
  assert.deepEqual(asked.sort(), ['arrived 2 missing', 'arrived 2 there']);
  assert.deepEqual([there.watchBroken, missing.watchBroken], [true, false]);
});
