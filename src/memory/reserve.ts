import { OutOfMemory } from './out-of-memory.ts';

/** Zeroed memory outside of the JavaScript heap; throws `OutOfMemory` when the system has none. */
export function reserve(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    throw new OutOfMemory(`the system has no ${bytes} bytes for data`);
  }
}
