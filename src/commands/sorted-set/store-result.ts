import type { BigSortedSet } from '../../collections/big-sorted-set.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';

const sorted = new SortedSet();

/**
 * Puts a set that a call has made under the key of word 1 and answers its size; an empty one removes the key. The set is
 * no longer the caller's, whatever happens: a reply that finds no room must not take it from its key.
 */
export function storeResult(call: Call, made: BigSortedSet, event: KeyEvent): void {
  const { args, db, reply } = call;
  const { size } = made;
  if (size === 0) {
    made.release();
    const address = db.write(args, 1);
    if (address !== 0) db.remove(address, Events.del);
  } else {
    try {
      sorted.store(db, { args, word: 1 }, made, call.settings.encoding);
    } catch (thrown) {
      made.release();
      throw thrown;
    }
    db.changed(sorted.address, event);
  }
  reply.integer(size);
}
