/** Thrown for a bug of ours; never for something a client sent. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

/** Stops when something that must hold does not. Cheap enough to stay in everywhere but the innermost loops. */
export function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new AssertionFailed(claim);
}
