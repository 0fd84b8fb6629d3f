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

function writeNumber(db: Database, address: number, structure: Structure): void {
  const value = db.value(address);
  value.dv.setUint32(value.start, db.world.structures.add(structure), true);
}
