/**
 * The longest common subsequence by dynamic programming: cell [i, j] holds how long it is for the first i bytes of
 * one string and the first j of the other. Which of several longest sequences is found must be Redis's, so ties
 * go the same way: the walk back drops a byte of the right string unless the left one leads to more.
 */
export interface LcsTable {
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  readonly cells: Uint32Array;
  /** Of the whole common sequence. */
  readonly length: number;
}

/** A run of equal bytes: where it begins in each string. */
export interface LcsRange {
  readonly left: number;
  readonly right: number;
  readonly length: number;
}

export function lengthsOfCommonParts(left: Uint8Array, right: Uint8Array): LcsTable {
  const width = right.length + 1;
  const cells = new Uint32Array((left.length + 1) * width);
  for (let i = 1; i <= left.length; i++) {
    const byte = left[i - 1];
    const row = i * width;
    for (let j = 1; j <= right.length; j++) {
      const at = row + j;
      if (byte === right[j - 1]) cells[at] = cells[at - width - 1]! + 1;
      else cells[at] = Math.max(cells[at - width]!, cells[at - 1]!);
    }
  }
  return { left, right, cells, length: cells[cells.length - 1]! };
}

/** The common sequence itself. */
export function commonBytes(table: LcsTable): Uint8Array {
  const bytes = new Uint8Array(table.length);
  let at = table.length;
  for (const range of commonRanges(table)) {
    at -= range.length;
    bytes.set(table.left.subarray(range.left, range.left + range.length), at);
  }
  return bytes;
}

/** The runs that the common sequence is made of, the last first. */
export function commonRanges({ left, right, cells }: LcsTable): readonly LcsRange[] {
  const width = right.length + 1;
  const ranges: LcsRange[] = [];
  let run = 0;
  let i = left.length;
  let j = right.length;
  const endRun = (): void => {
    if (run > 0) ranges.push({ left: i, right: j, length: run });
    run = 0;
  };
  while (i > 0 && j > 0) {
    if (left[i - 1] === right[j - 1]) {
      run++;
      i--;
      j--;
      continue;
    }
    endRun();
    if (cells[(i - 1) * width + j]! > cells[i * width + j - 1]!) i--;
    else j--;
  }
  endRun();
  return ranges;
}
