import type { Arguments } from '../base/arguments.ts';
import type { Database } from '../keyspace/database.ts';
import type { Structure } from '../keyspace/structures.ts';

const NUMBER_BYTES = 4;

/** The structure that an entry owns. Only for a kind with `ownsStructure`. */
export function structureOf(db: Database, address: number): Structure {
  const value = db.value(address);
  return db.world.structures.at(value.dv.getUint32(value.start, true));
}

/**
 * The entry, whose value is still a run of bytes, owns a structure from now on; `kind` says so. Returns where the entry
 * is now. Throws `OutOfMemory` with nothing changed, and the structure is still the caller's to free.
 */
export function becomeStructure(
  db: Database,
  address: number,
  how: { readonly kind: number; readonly structure: Structure },
): number {
  const placed = db.resize(address, NUMBER_BYTES);
  writeNumber(db, placed, how.structure);
  db.setKind(placed, how.kind);
  return placed;
}

/**
 * A key owns a structure instead of whatever it held; an expiry is dropped. Returns the entry. Throws `OutOfMemory` with
 * nothing changed, and the structure is still the caller's to free.
 */
export function placeStructure(
  db: Database,
  key: { readonly args: Arguments; readonly word: number },
  how: { readonly kind: number; readonly structure: Structure },
): number {
  const placed = db.place(key.args, key.word, how.kind, NUMBER_BYTES);
  writeNumber(db, placed, how.structure);
  return placed;
}

/**
 * The entry, which owns a structure, will hold `length` bytes again; the caller fills them in and releases the number
 * that is returned in `number`. Throws `OutOfMemory` with nothing changed.
 */
export function leaveStructure(
  db: Database,
  address: number,
  how: { readonly kind: number; readonly length: number },
): { readonly address: number; readonly number: number } {
  const { dv, start } = db.value(address);
  const number = dv.getUint32(start, true);
  const placed = db.resize(address, how.length);
  db.setKind(placed, how.kind);
  return { address: placed, number };
}

/** Another structure takes the place of the one that an entry owns, which is released. */
export function exchangeStructure(db: Database, address: number, structure: Structure): void {
  db.beforeWriteInPlace(address);
  const value = db.value(address);
  const old = value.dv.getUint32(value.start, true);
  value.dv.setUint32(value.start, db.world.structures.add(structure), true);
  db.world.structures.release(old);
}

function writeNumber(db: Database, address: number, structure: Structure): void {
  const value = db.value(address);
  value.dv.setUint32(value.start, db.world.structures.add(structure), true);
}
