/**
 * One key with its value, as a block in the slabs. All numbers little-endian.
 *
 *     0  u32  type (bits 0-3), encoding (4-7), flags (8-15), key length (16-31; 65535: see "long key")
 *     4  u32  snapshot epoch (bits 0-7), access clock (8-31)
 *     8  u32  value length in bytes
 *    12  u32  key length                    only with flag LONG_KEY
 *     .  u32, i32  expires at, ms since 1970, low word first   only with flag EXPIRY_ROOM, counts only with HAS_EXPIRY
 *     .  key bytes, value bytes
 *
 * The access clock is what Redis keeps in 24 bits: seconds under LRU, minutes (16) and a counter (8) under LFU.
 * The room for an expiry stays when the expiry goes, so a key that expires again and again doesn't move each time;
 * entries above `WIDE_ENTRY_BYTES` have it from the start, because moving those is dear.
 * A collection is a value like any other while it is small (a compact run of bytes); a big one is 4 bytes here,
 * the number of a structure that owns blocks of its own in the slabs (docs/decisions/0004).
 */
export const HEADER_BYTES = 12;
const LONG_KEY_MIN = 65_535;

export const ValueType = { string: 0, list: 1, set: 2, zset: 3, hash: 4, stream: 6 } as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

/**
 * How Redis would have stored a string. `auto`: written whole, so OBJECT ENCODING reads int, embstr or raw off its
 * bytes. `plain`: never an int (INCRBYFLOAT). `raw`: changed in place (APPEND, SETRANGE, SETBIT).
 */
export const StringEncoding = { auto: 0, plain: 1, raw: 2 } as const;

/** There are 8 bytes for an expiry. May be given with a kind, to a command's `place`, when an expiry is to follow. */
export const EXPIRY_ROOM = 1 << 8;
export const LONG_KEY = 2 << 8;
/** The key expires. Never without EXPIRY_ROOM. */
export const HAS_EXPIRY = 4 << 8;

/** Entries longer than this have room for an expiry in any case. Near the longest block that shares a slab. */
export const WIDE_ENTRY_BYTES = 60_000;

/** Type and encoding as they stand in the low byte of an entry. */
export function kindOf(type: ValueType, encoding: number): number {
  return type | (encoding << 4);
}

/** Bytes before the key. */
export function headBytes(head: number): number {
  return HEADER_BYTES + ((head & LONG_KEY) >>> 7) + ((head & EXPIRY_ROOM) >>> 5);
}

export function keyLength(dv: DataView, at: number, head: number): number {
  return (head & LONG_KEY) === 0 ? head >>> 16 : dv.getUint32(at + HEADER_BYTES, true);
}

export function valueLength(dv: DataView, at: number): number {
  return dv.getUint32(at + 8, true);
}

/** Length of the whole block. */
export function entryBytes(dv: DataView, at: number): number {
  const head = dv.getInt32(at, true);
  return headBytes(head) + keyLength(dv, at, head) + valueLength(dv, at);
}

/** First word of an entry, without its key's length when that doesn't fit. */
export function headWord(kind: number, keyBytes: number): number {
  return keyBytes < LONG_KEY_MIN ? kind | (keyBytes << 16) : kind | LONG_KEY | (LONG_KEY_MIN << 16);
}

/** Milliseconds since 1970; Infinity for a key that stays. Above 2^53 rounded, see `expiryBigMs`. */
export function expiryMs(dv: DataView, at: number): number {
  const head = dv.getInt32(at, true);
  if ((head & HAS_EXPIRY) === 0) return Infinity;
  const place = at + HEADER_BYTES + ((head & LONG_KEY) >>> 7);
  return dv.getInt32(place + 4, true) * 4_294_967_296 + dv.getUint32(place, true);
}

/** The same, exact. Only for an entry that expires. */
export function expiryBigMs(dv: DataView, at: number): bigint {
  const head = dv.getInt32(at, true);
  return dv.getBigInt64(at + HEADER_BYTES + ((head & LONG_KEY) >>> 7), true);
}

/** Only for an entry that has room for it. A number must be whole and exact. */
export function writeExpiryMs(dv: DataView, at: number, whenMs: number | bigint): void {
  const head = dv.getInt32(at, true);
  const place = at + HEADER_BYTES + ((head & LONG_KEY) >>> 7);
  dv.setInt32(at, head | HAS_EXPIRY, true);
  if (typeof whenMs === 'bigint') {
    dv.setBigInt64(place, whenMs, true);
    return;
  }
  dv.setInt32(place, whenMs | 0, true);
  dv.setInt32(place + 4, Math.floor(whenMs / 4_294_967_296), true);
}

/** The key stays from now on. */
export function forgetExpiry(dv: DataView, at: number): void {
  dv.setInt32(at, dv.getInt32(at, true) & ~HAS_EXPIRY, true);
}

/** Access clock and epoch of an entry. */
export function accessWord(dv: DataView, at: number): number {
  return dv.getInt32(at + 4, true);
}

/** Number of the last snapshot that has passed the entry, or during which it was made. */
export function entryEpoch(dv: DataView, at: number): number {
  return dv.getUint8(at + 4);
}

export function writeEntryEpoch(dv: DataView, at: number, epoch: number): void {
  dv.setUint8(at + 4, epoch);
}
