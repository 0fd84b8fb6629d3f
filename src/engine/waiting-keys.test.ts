import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { ValueType } from '../keyspace/entry.ts';
import { Waiter } from './waiter.ts';
import { WaitingKeys } from './waiting-keys.ts';

const stand = new InstanceStand();
const { session } = stand.connect('default');
const [row] = stand.instance.table.rows;

type Type = 'list' | 'zset' | 'stream';

function newWaiter(type: Type, keys: readonly string[]): Waiter {
  assert.ok(row !== undefined);
  const args = Arguments.of(['wait', ...keys].map(fromLatin1));
  const waited = { first: 1, count: keys.length, type: ValueType[type] };
  const wait = {
    keys: type === 'stream' ? { ...waited, endsWithKey: true as const } : waited,
    timeoutMs: 0,
    onTimeout: () => undefined,
  };
  return new Waiter(session, { row, args }, { wait, nowMs: 0 });
}

/** All hashes are equal, as an attacker would like them, or as they are. */
class SameHash extends HalfSipHash {
  override hash(): number {
    return 7;
  }
}

/** Who stands in the queue of a key and a type, in order. */
function queued(waiting: WaitingKeys, type: Type, key: string): Waiter[] {
  const range = new ByteRange().set(fromLatin1(key));
  let queue = waiting.chain(0, range);
  while (queue !== undefined && !(queue.type === ValueType[type] && queue.isOf(0, range)))
    queue = queue.next;
  const found: Waiter[] = [];
  for (let place = queue?.first; place !== undefined; place = place.behind)
    found.push(place.waiter);
  assert.equal(queue?.length ?? 0, found.length);
  return found;
}

test('queues are those of a list of waiters, one a type and key, however keys hash', () => {
  const types = fc.constantFrom<Type>('list', 'zset', 'stream');
  const keys = fc.array(fc.constantFrom('', 'a', 'b', 'ab', 'ba'), { minLength: 1, maxLength: 4 });
  const steps = fc.array(fc.record({ type: types, keys, leaves: fc.option(fc.nat()) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, fc.boolean(), (all, collide) => {
      const waiting = new WaitingKeys(collide ? new SameHash(1, 2) : new HalfSipHash(1, 2));
      const there: { type: Type; keys: readonly string[]; waiter: Waiter }[] = [];
      for (const step of all) {
        if (step.leaves !== null && there.length > 0) {
          const [gone] = there.splice(step.leaves % there.length, 1);
          if (gone !== undefined) waiting.leave(gone.waiter);
          assert.deepEqual(gone?.waiter.places, []);
        } else {
          const waiter = newWaiter(step.type, step.keys);
          waiting.enter(waiter, new ByteRange());
          there.push({ type: step.type, keys: step.keys, waiter });
        }
      }
      const inOrder = (type: Type, key: string): Waiter[] =>
        there
          .filter((each) => each.type === type && each.keys.includes(key))
          .map((each) => each.waiter);
      for (const type of ['list', 'zset', 'stream'] as const)
        for (const key of ['', 'a', 'b', 'ab', 'ba'])
          assert.deepEqual(queued(waiting, type, key), inOrder(type, key));
      assert.equal(waiting.keyCount, new Set(there.flatMap((each) => each.keys)).size);
      const ending = there.filter(({ type }) => type === 'stream').flatMap((each) => each.keys);
      assert.equal(waiting.endingCount, new Set(ending).size);
      const types = there.reduce((bits, { type }) => bits | (1 << ValueType[type]), 0);
      assert.equal(waiting.types, ending.length > 0 ? -1 : types);
      assert.equal([...waiting.of(1)].length, 0);
    }),
  );
});
