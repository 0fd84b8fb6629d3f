import { KeyFlagBit } from '../command/key-spec.ts';

/** What a key pattern grants, and what a command needs of a key: bits. */
export const KeyAccess = { read: 1, write: 2, both: 3 } as const;

const READS = KeyFlagBit.access;
const WRITES = KeyFlagBit.update | KeyFlagBit.insert | KeyFlagBit.delete;

/**
 * The rights that a key's flags ask for. RO, RW and OW don't count, as in Redis: they speak of the key as a whole, its
 * size and type included; only what a client gets to see (`access`) or to change needs a right.
 */
export function neededAccess(keyFlags: number): number {
  return (
    ((keyFlags & READS) !== 0 ? KeyAccess.read : 0) |
    ((keyFlags & WRITES) !== 0 ? KeyAccess.write : 0)
  );
}
