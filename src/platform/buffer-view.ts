/** Bigger ones are made each time, so that no half-gigabyte value is kept alive by having been sent. */
const KEPT_MAX_BYTES = 1024 * 1024;

let lastBytes: Uint8Array = new Uint8Array(0);
let lastBuffer: Buffer = Buffer.from(lastBytes.buffer);

/**
 * A Buffer over a range, without a copy. Node's streams wrap a plain Uint8Array in a Buffer of their own at each write; the output
 * buffer is nearly always the one of the write before, so its Buffer is kept and only one small view is made.
 */
export function viewOf(bytes: Uint8Array, start: number, end: number): Buffer {
  if (bytes === lastBytes) return lastBuffer.subarray(start, end);
  const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.buffer.byteLength <= KEPT_MAX_BYTES) {
    lastBytes = bytes;
    lastBuffer = buffer;
  }
  return buffer.subarray(start, end);
}
