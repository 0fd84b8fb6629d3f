import type { Database } from '../keyspace/database.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';

/**
 * Gives the end of a value back that is not needed any more; what it holds says itself how long it is. Without memory for a
 * smaller block the entry keeps the one it has: a removal must not fail halfway. Returns where the entry is now.
 */
export function shrinkValue(db: Database, address: number, length: number): number {
  try {
    return db.resize(address, length);
  } catch (thrown) {
    if (thrown instanceof OutOfMemory) return address;
    throw thrown;
  }
}
