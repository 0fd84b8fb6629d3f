import type { Call } from '../../command/call.ts';
import { kindOf, StringEncoding, ValueType } from '../../keyspace/entry.ts';

/** How Redis keeps a string that was changed in place. */
export const RAW = kindOf(ValueType.string, StringEncoding.raw);

/** Whether the string (0: none) must become longer before its byte `last` can be written. */
export function isShorter(call: Call, address: number, last: number): boolean {
  return address === 0 || call.db.value(address).length <= last;
}

/**
 * Makes the string under word 1 (at `address`, 0: none) reach its byte `last`, with zero bytes as far as it is new,
 * and its bytes may be written then. Returns where it is now.
 */
export function growString(call: Call, address: number, last: number): number {
  const { db } = call;
  const oldLength = address === 0 ? 0 : db.value(address).length;
  if (oldLength > last) {
    db.beforeWriteInPlace(address);
    becomeRaw(call, address);
    return address;
  }
  const grown =
    address === 0 ? db.place(call.args, 1, RAW, last + 1) : db.resize(address, last + 1);
  becomeRaw(call, grown);
  const value = db.value(grown);
  // A block is given out with what was in it before, which nobody may see.
  value.u8.fill(0, value.start + oldLength, value.start + last + 1);
  return grown;
}

/** Redis unshares a string before it knows whether a bit will change, and OBJECT ENCODING shows it. */
export function becomeRaw(call: Call, address: number): void {
  if (call.db.kind(address) !== RAW) call.db.setKind(address, RAW);
}
