import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { ScryptCost } from '../ports/crypto.ts';

/** A password's scrypt hash, taken apart. */
export interface ScryptHash {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const PHC =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/;
const HASH_BYTES = 32;
/** A hash may not take more memory than this to check: users come from files that somebody else may have written. */
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;

/** What new hashes cost, of OWASP's recommended settings the one for 16 MiB: 0.3 s on two shared cores of 2026. */
export const SCRYPT_COST: ScryptCost = { cost: 2 ** 14, blockSize: 8, parallelism: 5 };

/**
 * Reads `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`: the PHC string format with unpadded base64. Undefined when the text is
 * something else, or would cost more than is reasonable.
 */
export function parseScryptHash(text: string): ScryptHash | undefined {
  const parts = PHC.exec(text);
  if (parts === null) return undefined;
  const [, ln = '', r = '', p = '', salt = '', hash = ''] = parts;
  const cost = { cost: 2 ** Number(ln), blockSize: Number(r), parallelism: Number(p) };
  const isSane =
    Number(ln) >= 10 &&
    Number(ln) <= 20 &&
    cost.blockSize >= 1 &&
    cost.blockSize <= 32 &&
    cost.parallelism >= 1 &&
    cost.parallelism <= 16 &&
    128 * cost.cost * cost.blockSize <= MEMORY_BYTES_MAX;
  const saltBytes = fromBase64(salt);
  const hashBytes = fromBase64(hash);
  if (!isSane || saltBytes === undefined || hashBytes?.length !== HASH_BYTES) return undefined;
  return { cost, salt: saltBytes, hash: hashBytes };
}

export function isScryptHash(text: string): boolean {
  return text.startsWith('$') && parseScryptHash(text) !== undefined;
}

/** The text that `parseScryptHash` reads. */
export function formatScryptHash({ cost, salt, hash }: ScryptHash): string {
  const { cost: n, blockSize, parallelism } = cost;
  return `$scrypt$ln=${Math.log2(n)},r=${blockSize},p=${parallelism}$${toBase64(salt)}$${toBase64(hash)}`;
}

/** Without the padding, as the PHC format has it. */
function toBase64(bytes: Uint8Array): string {
  return btoa(toLatin1(bytes)).replace(/=+$/, '');
}

/** Undefined where the last character holds bits that belong to no byte: a text has one meaning, and a meaning one text. */
function fromBase64(text: string): Uint8Array | undefined {
  // One character more than groups of four can't be: six bits are no byte.
  if (text.length % 4 === 1) return undefined;
  const bytes = fromLatin1(atob(text));
  return toBase64(bytes) === text ? bytes : undefined;
}
