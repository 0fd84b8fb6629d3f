import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness, NULL, OK } from '../../../test/support/run-command.ts';
import { keyCommands } from '../keys/index.ts';
import { listCommands } from './index.ts';

/** Few different texts, so that LREM and LPOS find some; long ones, so that nodes fill, split and stand alone. */
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', '7', '-300', '123456789', '99999999999999') },
  { weight: 3, arbitrary: fc.integer({ min: -70_000, max: 70_000 }).map(String) },
  { weight: 3, arbitrary: fc.nat({ max: 90 }).map((length) => 'x'.repeat(length)) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1000, max: 9000 }).map((length) => 'y'.repeat(length)),
  },
);
const side = fc.constantFrom('LEFT', 'RIGHT');
const index = fc.integer({ min: -40, max: 40 });
const key = fc.constantFrom('one', 'other');

type Request = readonly (string | number)[];

const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom('LPUSH', 'RPUSH'),
        key,
        fc.array(text, { minLength: 1, maxLength: 12 }),
      )
      .map(([name, at, texts]) => [name, at, ...texts]),
  },
  fc.tuple(fc.constantFrom('LPOP', 'RPOP'), key),
  fc.tuple(fc.constantFrom('LPOP', 'RPOP'), key, fc.nat({ max: 10 })),
  fc.tuple(fc.constant('LINDEX'), key, index),
  fc.tuple(fc.constant('LRANGE'), key, index, index),
  fc.tuple(fc.constant('LSET'), key, index, text),
  fc.tuple(fc.constant('LINSERT'), key, fc.constantFrom('BEFORE', 'AFTER'), text, text),
  fc.tuple(fc.constant('LREM'), key, fc.integer({ min: -3, max: 3 }), text),
  fc.tuple(fc.constant('LTRIM'), key, fc.integer({ min: -60, max: 5 }), index),
  fc.tuple(fc.constant('LPOS'), key, text, fc.constant('COUNT'), fc.constant(0)),
  fc.tuple(...[fc.constant('LPOS'), key, text, fc.constant('RANK'), fc.constantFrom(1, 2, -1, -2)]),
  fc.tuple(fc.constant('LMOVE'), key, key, side, side),
  fc.tuple(fc.constant('COPY'), fc.constant('one'), fc.constant('other'), fc.constant('REPLACE')),
);

/** Lists as arrays, and what Redis answers of them. */
class ListModel {
  readonly #lists = new Map<string, string[]>();

  run([name, key, ...rest]: Request): string {
    const at = String(key);
    const list = this.#lists.get(at) ?? [];
    const words = rest.map(String);
    const reply = this.#run(String(name), { at, list, words });
    for (const [each, elements] of this.#lists) if (elements.length === 0) this.#lists.delete(each);
    return reply;
  }

  elements(key: string): readonly string[] {
    return this.#lists.get(key) ?? [];
  }

  #run(name: string, on: { at: string; list: string[]; words: readonly string[] }): string {
    const { at, list, words } = on;
    const [first = '', second = '', third = ''] = words;
    switch (name) {
      case 'LPUSH':
        this.#lists.set(at, [...words.toReversed(), ...list]);
        return integer(list.length + words.length);
      case 'RPUSH':
        this.#lists.set(at, [...list, ...words]);
        return integer(list.length + words.length);
      case 'LPOP':
      case 'RPOP':
        return this.#pop(name, list, words[0]);
      case 'LINDEX':
        return bulkOrNull(list.at(Number(first)));
      case 'LRANGE':
        return array(slice(list, Number(first), Number(second)).map(bulk));
      case 'LSET':
        return set(list, Number(first), second);
      case 'LINSERT':
        return insert(list, first, [second, third]);
      case 'LREM':
        return this.#remove(list, Number(first), second);
      case 'LTRIM':
        this.#lists.set(at, slice(list, Number(first), Number(second)));
        return OK;
      case 'LPOS':
        return position(list, words);
      case 'LMOVE':
        return this.#move(list, words);
      default:
        if (list.length > 0) this.#lists.set(first, [...list]);
        return integer(list.length > 0 ? 1 : 0);
    }
  }

  #pop(name: string, list: string[], count: string | undefined): string {
    const take = (): string | undefined => (name === 'LPOP' ? list.shift() : list.pop());
    if (count === undefined) return bulkOrNull(take());
    if (list.length === 0) return '*-1\r\n';
    const taken = Math.min(Number(count), list.length);
    return array(Array.from({ length: taken }, () => bulk(take() ?? '')));
  }

  #remove(list: string[], count: number, wanted: string): string {
    let left = count === 0 ? Infinity : Math.abs(count);
    const before = list.length;
    const order = count < 0 ? list.toReversed() : [...list];
    const kept = order.filter((each) => each !== wanted || left-- <= 0);
    list.splice(0, list.length, ...(count < 0 ? kept.toReversed() : kept));
    return integer(before - list.length);
  }

  #move(list: string[], [to = '', from = '', where = '']: readonly string[]): string {
    const moved = from === 'LEFT' ? list.shift() : list.pop();
    if (moved === undefined) return NULL;
    const target = this.#lists.get(to) ?? [];
    if (where === 'LEFT') target.unshift(moved);
    else target.push(moved);
    this.#lists.set(to, target);
    return bulk(moved);
  }
}

function integer(value: number): string {
  return `:${String(value)}\r\n`;
}

function array(items: readonly string[]): string {
  return `*${String(items.length)}\r\n${items.join('')}`;
}

function bulkOrNull(text: string | undefined): string {
  return text === undefined ? NULL : bulk(text);
}

function slice(list: readonly string[], start: number, stop: number): string[] {
  const first = start < 0 ? Math.max(0, list.length + start) : start;
  const last = stop < 0 ? list.length + stop : stop;
  return first > last ? [] : list.slice(first, last + 1);
}

function set(list: string[], index: number, text: string): string {
  if (list.length === 0) return '-ERR no such key\r\n';
  const at = index < 0 ? list.length + index : index;
  if (at < 0 || at >= list.length) return '-ERR index out of range\r\n';
  list[at] = text;
  return OK;
}

function insert(list: string[], where: string, [pivot, text]: readonly [string, string]): string {
  if (list.length === 0) return integer(0);
  const at = list.indexOf(pivot);
  if (at < 0) return integer(-1);
  list.splice(where === 'AFTER' ? at + 1 : at, 0, text);
  return integer(list.length);
}

function position(list: readonly string[], [wanted, option, value]: readonly string[]): string {
  const found = [...list.keys()].filter((each) => list[each] === wanted);
  if (option === 'COUNT') return array(found.map(integer));
  const rank = Number(value);
  const at = rank > 0 ? found[rank - 1] : found.at(rank);
  return at === undefined ? NULL : integer(at);
}

test('lists answer as arrays do, whatever their encoding, and leave no memory behind', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(-1, -2, 1, 2, 5, 30),
      fc.array(request, { maxLength: 80 }),
      (limit, requests) => {
        const harness = new CommandHarness([...listCommands, ...keyCommands]);
        harness.settings.encoding.listMaxListpackSize = limit;
        const model = new ListModel();
        harness.line('DEL one');
        const used = harness.world.slabs.usedBytes;
        for (const each of requests)
          assert.equal(harness.run(...each), model.run(each), String(each));
        for (const name of ['one', 'other']) {
          const expected = model.elements(name);
          assert.equal(harness.run('LRANGE', name, 0, -1), array(expected.map(bulk)));
          assert.equal(harness.run('LLEN', name), integer(expected.length));
          expected.forEach((text, i) => {
            assert.equal(harness.run('LINDEX', name, i), bulk(text));
          });
        }
        harness.line('DEL one other');
        assert.equal(harness.world.slabs.usedBytes, used);
      },
    ),
    { numRuns: 120 },
  );
});
