import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Crypto, ScryptCost } from '../ports/crypto.ts';
import { type Asker, HashLanes } from './hash-lanes.ts';
import { parseScryptHash } from './scrypt-hash.ts';
import { IN_PROCESS } from './source-rule.ts';

/** Passwords that are remembered as right. */
const REMEMBERED_MAX = 1000;

const LOCAL: Asker = { origin: IN_PROCESS, isAlive: () => true };

/** What padding is computed with; its result is thrown away. */
const NO_SALT = new Uint8Array(16);

/** What a check is made of. */
export interface SlowCheck {
  readonly hashes: readonly string[];
  /** Hashes computed for nothing, so that every check takes as long. */
  readonly padding?: readonly ScryptCost[];
  readonly asker?: Asker;
}

/**
 * Checks passwords against scrypt hashes, off the event loop and in a lane of its own. What was right once is remembered
 * under a keyed digest of password and hash, so a pool that reconnects costs an HMAC; what isn't a user's hash any more is
 * never asked for.
 */
export class SlowHashes {
  readonly #crypto: Crypto;
  readonly #key: Uint8Array;
  readonly #right = new Set<string>();
  readonly #lanes: HashLanes;

  /** `key`: 32 random bytes that live as long as the process. */
  constructor(
    crypto: Crypto,
    key: Uint8Array,
    groupOf: (address: string) => string = (address) => address,
  ) {
    this.#lanes = new HashLanes(groupOf);
    this.#crypto = crypto;
    this.#key = key;
  }

  /** Whether the password is known to have one of the hashes. Never wrong, but often false where `verify` says true. */
  remembers(password: Uint8Array, hashes: readonly string[]): boolean {
    return hashes.some((hash) => this.#right.has(this.#digest(password, hash)));
  }

  /** Whether the password has one of the hashes. Every one is computed and the padding too, whatever is found. */
  async verify(
    password: Uint8Array,
    { hashes, padding = [], asker = LOCAL }: SlowCheck,
  ): Promise<boolean> {
    if (!(await this.#lanes.enter(asker))) return false;
    try {
      const matches = await this.#computeAll(password, hashes);
      for (const cost of padding) await this.#crypto.scrypt(password, NO_SALT, cost);
      return matches;
    } finally {
      this.#lanes.leave();
    }
  }

  async #computeAll(password: Uint8Array, hashes: readonly string[]): Promise<boolean> {
    let matches = false;
    for (const text of hashes) {
      if (!(await this.#isHash(password, text))) continue;
      matches = true;
      this.#remember(this.#digest(password, text));
    }
    return matches;
  }

  async #isHash(password: Uint8Array, text: string): Promise<boolean> {
    const parsed = parseScryptHash(text);
    if (parsed === undefined) return false;
    const computed = await this.#crypto.scrypt(password, parsed.salt, parsed.cost);
    return this.#crypto.equal(computed, parsed.hash);
  }

  #remember(digest: string): void {
    if (this.#right.size >= REMEMBERED_MAX) {
      for (const oldest of this.#right) {
        this.#right.delete(oldest);
        break;
      }
    }
    this.#right.add(digest);
  }

  #digest(password: Uint8Array, hash: string): string {
    const text = fromLatin1(`${hash} `);
    const bytes = new Uint8Array(text.length + password.length);
    bytes.set(text);
    bytes.set(password, text.length);
    return toLatin1(this.#crypto.hmacSha256(this.#key, bytes));
  }
}
