import { ByteRange } from '../../base/byte-range.ts';
import { ListReader } from '../../collections/list-reader.ts';
import { nextElement, PackedElement, previousElement } from '../../collections/listpack.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { KEPT_MAX, Texts } from './texts.ts';

const TYPE_BITS = 15;
const NO_TEXTS = new Texts(0);
let kept: Texts | undefined;

const list = new ListReader();
const walk = new MemberWalk();
const sorted = new SortedSet();
const element = new PackedElement();
const scratch = new ByteRange();

/** A part of a collection in its own order: from an index on, counted from the end when it goes backwards. */
export interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly backwards: boolean;
}

/** Elements of a list, members of a set or a sorted set; 0 for no entry. */
export function sizeOf(db: Database, address: number): number {
  if (address === 0) return 0;
  switch (db.kind(address) & TYPE_BITS) {
    case ValueType.list:
      return list.open(db, address).length;
    case ValueType.zset:
      return sorted.open(db, address).size;
    default:
      return walk.open(db, address).size;
  }
}

/** Copies the texts of a list, a set or a sorted set, in whatever order it has them. Valid until the next call. */
export function gatherAll(db: Database, address: number): Texts {
  if (address === 0) return NO_TEXTS;
  const size = sizeOf(db, address);
  if ((db.kind(address) & TYPE_BITS) === ValueType.list) {
    return gatherStretch(db, address, { first: 0, count: size, backwards: false });
  }
  const texts = room(size);
  walk.open(db, address);
  while (walk.next()) texts.add(walk.text);
  return texts;
}

/** Copies a part of a list or a sorted set in its own order. A set has none: what its walk gives. Valid until the next call. */
export function gatherStretch(db: Database, address: number, stretch: Stretch): Texts {
  if (address === 0 || stretch.count <= 0) return NO_TEXTS;
  const texts = room(stretch.count);
  switch (db.kind(address) & TYPE_BITS) {
    case ValueType.list:
      list.open(db, address);
      if (stretch.backwards) gatherListBackwards(texts, stretch);
      else gatherList(texts, stretch);
      break;
    case ValueType.zset:
      gatherSorted(texts, db, { address, stretch });
      break;
    default:
      gatherSome(texts, db, { address, stretch });
  }
  return texts;
}

function room(most: number): Texts {
  return most <= KEPT_MAX ? (kept ??= new Texts(KEPT_MAX)).clear() : new Texts(most);
}

function gatherList(texts: Texts, { first, count }: Stretch): void {
  list.seek(first);
  for (;;) {
    const { u8, dv } = list;
    let { at } = list;
    const end = Math.min(count, texts.count + list.left);
    while (texts.count < end) {
      texts.add(element.read(u8, dv, at));
      at = nextElement(dv, at);
    }
    if (texts.count === count) return;
    list.openRun(list.run + 1);
  }
}

function gatherListBackwards(texts: Texts, { first, count }: Stretch): void {
  list.seek(list.length - 1 - first);
  list.pass();
  for (;;) {
    const { u8, dv } = list;
    let { at } = list;
    const end = Math.min(count, texts.count + list.before);
    while (texts.count < end) {
      at = previousElement(dv, at);
      texts.add(element.read(u8, dv, at));
    }
    if (texts.count === count) return;
    list.openRun(list.run - 1);
    list.passAll();
  }
}

function gatherSorted(
  texts: Texts,
  db: Database,
  from: { readonly address: number; readonly stretch: Stretch },
): void {
  const { first, count, backwards } = from.stretch;
  sorted.open(db, from.address);
  sorted.seekRank(backwards ? sorted.size - 1 - first : first);
  for (;;) {
    texts.add(sorted.text);
    if (texts.count === count) return;
    if (backwards) sorted.previous();
    else sorted.next();
  }
}

function gatherSome(
  texts: Texts,
  db: Database,
  from: { readonly address: number; readonly stretch: Stretch },
): void {
  const { first, count } = from.stretch;
  walk.open(db, from.address);
  for (let passed = 0; texts.count < count && walk.next(); passed++) {
    if (passed >= first) texts.add(walk.text);
  }
}

/** The text with an index, until the next call. */
export function textAt(texts: Texts, index: number): ByteRange {
  return texts.range(index, scratch);
}
