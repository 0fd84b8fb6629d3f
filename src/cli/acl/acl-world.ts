import type { Crypto } from '../../ports/crypto.ts';
import type { Entropy } from '../../ports/entropy.ts';

/** What the commands about ACL rules need. */
export interface AclWorld {
  readonly crypto: Pick<Crypto, 'scrypt'>;
  readonly entropy: Entropy;
  /** Somebody types; otherwise input comes from a pipe or a file. */
  readonly inputIsTerminal: boolean;
  /** What is typed after the prompt, unseen; undefined when it was given up. */
  readonly readSecret: (prompt: string) => Promise<string | undefined>;
  readonly readInput: () => Promise<Uint8Array>;
  readonly print: (text: string) => void;
}
