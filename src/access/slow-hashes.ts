import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import { type Asker, HashLanes } from './hash-lanes.ts';
import { formatScryptHash, parseScryptHash, SCRYPT_COST } from './scrypt-hash.ts';
import { IN_PROCESS } from './source-rule.ts';

/** Passwords that are remembered as right. */
const REMEMBERED_MAX = 1000;

const LOCAL: Asker = { origin: IN_PROCESS, isAlive: () => true };

/** Compared with where a user has no slow hash, so that time doesn't tell who has one. */
const NOBODY = formatScryptHash({
  cost: SCRYPT_COST,
  salt: new Uint8Array(16),
  hash: new Uint8Array(32),
});

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

  /** Whether the password has one of the hashes: every one is computed. Without hashes it takes as long as with one. */
  async verify(
    password: Uint8Array,
    hashes: readonly string[],
    asker: Asker = LOCAL,
  ): Promise<boolean> {
    if (!(await this.#lanes.enter(asker))) return false;
    try {
      return await this.#computeAll(password, hashes);
    } finally {
      this.#lanes.leave();
    }
  }

  async #computeAll(password: Uint8Array, hashes: readonly string[]): Promise<boolean> {
    let matches = false;
    for (const text of hashes.length === 0 ? [NOBODY] : hashes) {
      if (!(await this.#isHash(password, text))) continue;
      matches = true;
      this.#remember(this.#digest(password, text));
    }
    return matches && hashes.length > 0;
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
