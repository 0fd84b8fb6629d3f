import type { SortedSet } from '../../collections/sorted-set.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';

/** Removes the members with some ranks, and the key with the last of them, and tells so. */
export function removeRanks(
  db: Database,
  set: SortedSet,
  how: { readonly first: number; readonly count: number; readonly event: KeyEvent },
): void {
  const { first, count, event } = how;
  if (count === 0) return;
  db.world.changes.dirty += count - 1;
  if (count === set.size) {
    db.alsoChanged(set.address, event);
    db.remove(set.address, Events.del);
    return;
  }
  set.removeRanks(first, count);
  db.changed(set.address, event);
}
