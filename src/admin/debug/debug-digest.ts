import { concatBytes, fromLatin1 } from '../../base/bytes.ts';
import type { Database } from '../../keyspace/database.ts';
import { walkTable } from '../../keyspace/scan.ts';
import type { Crypto } from '../../ports/crypto.ts';

const DIGEST_DIGITS = 40;
const NOTHING = '0'.repeat(DIGEST_DIGITS);

/** Something that only equal data has, in whatever order it is kept: all databases, keys, values and expiries. */
export function dataDigest(
  databases: readonly Database[],
  crypto: Pick<Crypto, 'sha1Hex'>,
): string {
  let digest = NOTHING;
  for (const database of databases) {
    walkTable(database.table, (address) => {
      const expiry = database.expiryMs(address);
      const entry = concatBytes([
        fromLatin1(`${database.index}:${expiry}:`),
        framed(database.key(address).view()),
        valueBytes(database, address),
      ]);
      digest = combined(digest, crypto.sha1Hex(entry));
    });
  }
  return digest;
}

/** The same of one value alone; zeros where there is none. */
export function valueDigest(
  database: Database,
  address: number,
  crypto: Pick<Crypto, 'sha1Hex'>,
): string {
  return address === 0 ? NOTHING : crypto.sha1Hex(valueBytes(database, address));
}

function valueBytes(database: Database, address: number): Uint8Array {
  const type = database.kind(address) & 15;
  return concatBytes([fromLatin1(`${type}:`), framed(database.value(address).view())]);
}

/** With its length in front, so that no two lists of parts run together to the same bytes. */
function framed(bytes: Uint8Array): Uint8Array {
  return concatBytes([fromLatin1(`${bytes.length}:`), bytes]);
}

/** Sums do not depend on the order, and unlike a difference by bits two equal ones do not cancel out. */
function combined(left: string, right: string): string {
  const sum = (BigInt(`0x${left}`) + BigInt(`0x${right}`)) & ((1n << 160n) - 1n);
  return sum.toString(16).padStart(DIGEST_DIGITS, '0');
}
