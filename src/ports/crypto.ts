/** What a memory-hard hash costs: N, r and p of RFC 7914. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

/** The primitives that security rests on, from the platform's own library. */
export interface Crypto {
  /** 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** 40 lower-case digits, for EVALSHA alone: never for security. */
  sha1Hex(bytes: Uint8Array): string;
  /** Compares in a time that depends on the lengths only (stops the timing attack). Different lengths are unequal. */
  equal(left: Uint8Array, right: Uint8Array): boolean;
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Runs off the main thread. */
  scrypt(password: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array>;
}
