import { randomFillSync } from 'node:crypto';
import type { Entropy } from '../ports/entropy.ts';

/** The operating system's random bytes. */
export class NodeEntropy implements Entropy {
  fill(into: Uint8Array): void {
    randomFillSync(into);
  }
}
