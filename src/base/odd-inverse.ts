/** The number that undoes a multiplication by an odd one, modulo 2^32. */
export function inverseOf(odd: number): number {
  let inverse = odd;
  // Right in three bits to begin with, and each round doubles them.
  for (let bits = 3; bits < 32; bits *= 2) {
    inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  }
  return inverse;
}
