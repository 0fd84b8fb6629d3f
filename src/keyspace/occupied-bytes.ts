import type { Database } from './database.ts';
import { entryBytes } from './entry.ts';
import { ownsStructure } from './structures.ts';

/** A key's place in the index: its hash and the address of its entry. */
const PLACE_BYTES = 8;

/** What an entry occupies: its place in the index, its block with the slack, and the structure that it owns. */
export function occupiedBytes(db: Database, address: number): number {
  const { slabs, structures } = db.world;
  const length = entryBytes(slabs.view(address), slabs.offset(address));
  const own = PLACE_BYTES + slabs.occupiedBytes(address, length);
  if (!ownsStructure(db.kind(address))) return own;
  const number = db.value(address);
  return own + structures.at(number.dv.getUint32(number.start, true)).bytes;
}
