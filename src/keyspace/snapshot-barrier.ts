import type { Table } from './table.ts';

/** The places in the write path where an entry is about to change or go. A test removes each in turn. */
export type BarrierSite =
  | 'overwrite'
  | 'resize'
  | 'setExpiry'
  | 'clearExpiry'
  | 'remove'
  | 'inPlace'
  | 'rename'
  | 'move'
  | 'free';

/**
 * What the write path owes a running snapshot: an entry that it has not passed yet is handed over as it was, before
 * it changes. Whoever passes an entry writes the snapshot's epoch into it, so each is taken exactly once and
 * neither splits nor moves between tables matter.
 */
export interface SnapshotBarrier {
  beforeChange(table: Table, address: number, site: BarrierSite): void;
  /** Whether a table that FLUSHALL took out still has entries that the snapshot must pass. */
  holds(table: Table): boolean;
}
