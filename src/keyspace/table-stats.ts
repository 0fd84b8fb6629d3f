import { SCAN_END } from './scan.ts';
import type { Table } from './table.ts';

/** How a table is filled, for DEBUG HTSTATS. */
export interface TableStats {
  readonly entries: number;
  readonly segments: number;
  readonly slots: number;
  readonly indexBytes: number;
  /** The most slots in use in a row: no lookup takes more steps. */
  readonly longestRun: number;
  /** Mean distance of an entry from its home. */
  readonly meanDistance: number;
}

/** Walks the whole index, but no entry. */
export function tableStats(table: Table): TableStats {
  let segments = 0;
  let size = 0;
  let longestRun = 0;
  let distance = 0;
  for (let lowest = 0; lowest < SCAN_END; ) {
    const segment = table.segmentAt(lowest);
    const { slots, mask } = segment;
    segments++;
    size += segment.size;
    let run = 0;
    // Twice around, so that a run across the end counts whole.
    for (let at = 0; at < 2 * segment.size; at++) {
      const slot = at & mask;
      run = slots[2 * slot + 1] === 0 ? 0 : run + 1;
      longestRun = Math.max(longestRun, run);
      if (run > 0 && at <= mask) distance += (slot - segment.home(slots[2 * slot]!)) & mask;
    }
    lowest = segment.end;
  }
  return {
    entries: table.count,
    segments,
    slots: size,
    indexBytes: table.indexBytes,
    longestRun,
    meanDistance: table.count === 0 ? 0 : distance / table.count,
  };
}
