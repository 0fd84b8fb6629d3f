/** A node that is limited by elements still has at most so many bytes: what Redis takes for safe. */
const COUNTED_NODE_BYTES_MAX = 8192;
const SMALLEST_NODE_LOG = 12;
/** -1 is 4 KiB, -5 and everything below it 64 KiB. */
const LARGEST_SIZE_CLASS = 5;

/** Bytes (as a listpack) that a node or a small list may have under this `list-max-listpack-size`. */
export function nodeBytesMax(limit: number): number {
  if (limit >= 0) return COUNTED_NODE_BYTES_MAX;
  return 1 << (SMALLEST_NODE_LOG - 1 + Math.min(-limit, LARGEST_SIZE_CLASS));
}

/** Elements that a node or a small list may have. */
export function nodeElementsMax(limit: number): number {
  return limit < 0 ? Infinity : Math.max(1, limit);
}

/** Whether so much is too much for one node, or for a small list. */
export function exceedsNode(limit: number, bytes: number, elements: number): boolean {
  return bytes > nodeBytesMax(limit) || elements > nodeElementsMax(limit);
}

/** Whether a list of one node is so far below the limit that it becomes small again. */
export function fitsHalfNode(limit: number, bytes: number, elements: number): boolean {
  return limit < 0 ? bytes <= nodeBytesMax(limit) / 2 : elements <= Math.max(1, limit) >>> 1;
}
