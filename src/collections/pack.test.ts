import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testWorld, words } from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { Database } from '../keyspace/database.ts';
import { ElementWriter, EMPTY_PACK_BYTES, PackedElement, writeEmptyPack } from './listpack.ts';
import { Pack } from './pack.ts';

function emptyPack(db: Database): Pack {
  const address = db.place(words('x', 'key'), 1, 0x01, EMPTY_PACK_BYTES);
  const value = db.value(address);
  writeEmptyPack(value.dv, value.start);
  return new Pack().open(db, address);
}

function text(value: string): ByteRange {
  return new ByteRange().set(fromLatin1(value));
}

/** Puts elements in place of `removed` ones at an index. */
function change(pack: Pack, index: number, removed: number, added: readonly string[]): void {
  const writer = new ElementWriter();
  const at = index === pack.count ? pack.end : pack.seek(index);
  let after = at;
  for (let i = 0; i < removed; i++) after = pack.next(after);
  const bytes = added.reduce((sum, each) => sum + writer.of(text(each)), 0);
  let to = pack.splice(at, after - at, bytes, added.length - removed);
  for (const each of added) {
    writer.of(text(each));
    to = writer.write(pack.u8, pack.dv, to);
  }
}

function contents(pack: Pack): string[] {
  const element = new PackedElement();
  const all: string[] = [];
  for (let at = pack.first; !pack.isEnd(at); at = pack.next(at)) {
    all.push(toLatin1(pack.read(at, element).copy()));
  }
  return all;
}

test('Pack.splice does what Array.splice does, wherever the entry moves', () => {
  const element = fc.oneof(
    fc.integer({ min: -1e6, max: 1e6 }).map(String),
    fc.integer({ min: 0, max: 300 }).map((length) => 'z'.repeat(length)),
  );
  const step = fc.tuple(fc.nat(), fc.nat(4), fc.array(element, { maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = testWorld();
      const db = new Database(0, world);
      const pack = emptyPack(db);
      const model: string[] = [];
      for (const [place, many, added] of steps) {
        const index = place % (model.length + 1);
        const removed = Math.min(many, model.length - index);
        model.splice(index, removed, ...added);
        change(pack, index, removed, added);
        assert.deepEqual(contents(pack), model);
        assert.equal(pack.count, model.length);
        assert.equal(pack.length, pack.dv.getUint32(pack.start, true));
        assert.equal(db.peek(words('x', 'key'), 1), pack.address);
      }
    }),
  );
});

test('Pack.find finds texts and numbers, also behind values of pairs', () => {
  const pack = emptyPack(new Database(0, testWorld()));
  const big = '9007199254740993';
  const long = 'l'.repeat(100);
  const longest = 'm'.repeat(5000);
  const all = ['a', '1', '2', 'a', big, '9007199254740995', long, long, longest, '-5'];
  change(pack, 0, 0, all);
  const indexOf = (wanted: string, stride: 1 | 2): number => {
    const found = pack.find(pack.first, text(wanted), stride);
    for (let index = 0, at = pack.first; !pack.isEnd(at); index++, at = pack.next(at)) {
      if (at === found) return index;
    }
    return -1;
  };
  for (const each of all) assert.equal(indexOf(each, 1), all.indexOf(each), each.slice(0, 20));
  assert.equal(indexOf('2', 2), 2);
  assert.equal(indexOf('1', 2), -1);
  assert.equal(indexOf('-5', 2), -1);
  assert.equal(indexOf('9007199254740997', 1), -1);
  assert.equal(indexOf('01', 1), -1);
  assert.equal(indexOf('b', 1), -1);
  assert.equal(indexOf('m'.repeat(5001), 1), -1);
});

test('Pack.seek counts from both ends', () => {
  const pack = emptyPack(new Database(0, testWorld()));
  change(pack, 0, 0, ['a', 'b', 'c', 'd', 'e']);
  const element = new PackedElement();
  const at = (index: number): string | undefined => {
    const place = pack.seek(index);
    return place < 0 ? undefined : toLatin1(pack.read(place, element).copy());
  };
  assert.deepEqual([0, 1, 3, 4, 5].map(at), ['a', 'b', 'd', 'e', undefined]);
  assert.deepEqual([-1, -2, -5, -6].map(at), ['e', 'd', 'a', undefined]);
});
