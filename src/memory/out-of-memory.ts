/** Thrown when the system or the stated capacity has no more memory for data. Nothing has changed then. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}
