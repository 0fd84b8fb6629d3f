import { createHash, createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import type { Crypto, ScryptCost } from '../ports/crypto.ts';

const HASH_BYTES = 32;

/** OpenSSL's primitives. */
export class NodeCrypto implements Crypto {
  sha256(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(createHash('sha256').update(bytes).digest());
  }

  sha1Hex(bytes: Uint8Array): string {
    return createHash('sha1').update(bytes).digest('hex');
  }

  equal(left: Uint8Array, right: Uint8Array): boolean {
    return left.length === right.length && timingSafeEqual(left, right);
  }

  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
    return new Uint8Array(createHmac('sha256', key).update(bytes).digest());
  }

  scrypt(password: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
    const { cost: N, blockSize: r, parallelism: p } = cost;
    // Node refuses what needs more than 32 MiB unless told otherwise; RFC 7914 needs 128 * N * r bytes and a little.
    const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
    return new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, { N, r, p, maxmem }, (error, key) => {
        if (error) reject(error);
        else resolve(new Uint8Array(key));
      });
    });
  }
}
