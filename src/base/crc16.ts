/** CRC-16/XMODEM and the cluster's key slots, which CLUSTER KEYSLOT and sharded pub/sub need without a cluster, too. */

const POLYNOMIAL = 0x1021;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 0x8000 ? (remainder << 1) ^ POLYNOMIAL : remainder << 1;
  }
  return remainder;
});

const SLOT_COUNT = 16_384;

/** The checksum of `bytes[start .. start + length)`. */
export function crc16(bytes: Uint8Array, start: number, length: number): number {
  let sum = 0;
  for (let index = start; index < start + length; index++) {
    sum = ((sum << 8) & 0xffff) ^ TABLE[(sum >>> 8) ^ bytes[index]!]!;
  }
  return sum;
}

/** The slot of a key: of what stands between the first `{` and the next `}`, when there is something, else of all. */
export function keySlot(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length;
  let open = start;
  while (open < end && bytes[open] !== OPEN_BRACE) open++;
  let close = open + 1;
  while (close < end && bytes[close] !== CLOSE_BRACE) close++;
  const tagged = close < end && close > open + 1;
  const sum = tagged ? crc16(bytes, open + 1, close - open - 1) : crc16(bytes, start, length);
  return sum & (SLOT_COUNT - 1);
}
