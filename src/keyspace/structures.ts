/** Kinds with this bit hold the number of a structure instead of their bytes. */
const OWNS_STRUCTURE = 0x80;

/** Whether a value is 4 bytes that number a structure; every other value is all there is of it. */
export function ownsStructure(kind: number): boolean {
  return (kind & OWNS_STRUCTURE) !== 0;
}

/**
 * Who keeps the big collections. An entry owns its structure alone, so the keyspace says here when one is to go or
 * to be doubled. How structures take part in snapshots: docs/decisions/0005.
 */
export interface Structures {
  /** No entry leads there any more. A long one is freed in slices (lazy-free.ts). */
  release(number: number): void;
  /** Every entry is gone at once, and the slabs with all blocks are empty. */
  releaseAll(): void;
  /** Makes another with the same members; returns its number. */
  copy(number: number): number;
  /** About how many steps freeing it takes: what UNLINK and lazy deletion decide by. */
  freeEffort(number: number): number;
}
