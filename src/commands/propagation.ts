import { fromLatin1 } from '../base/bytes.ts';
import type { Call } from '../command/call.ts';
import { Interest } from '../keyspace/changes.ts';

/** Words that replicas and the AOF read in place of what a client sent. */
export const Words = {
  set: fromLatin1('SET'),
  del: fromLatin1('DEL'),
  hset: fromLatin1('HSET'),
  srem: fromLatin1('SREM'),
  pxAt: fromLatin1('PXAT'),
  keepTtl: fromLatin1('KEEPTTL'),
  pexpireAt: fromLatin1('PEXPIREAT'),
  persist: fromLatin1('PERSIST'),
} as const;

/** Whether replicas or an AOF listen: who lost keys must reach is who all changes must reach. Else nothing is copied. */
export function isPropagated(call: Call): boolean {
  return (call.db.world.changes.interest & Interest.drops) !== 0;
}

/** A moment as replicas read it. */
export function momentWord(whenMs: number | bigint): Uint8Array {
  return fromLatin1(String(whenMs));
}

/** A key that a call removed, though it was not asked to by name of DEL. */
export function propagateRemoval(call: Call): void {
  if (isPropagated(call)) call.propagateAs([Words.del, call.args.copy(1)]);
}

/** A relative expiry reaches replicas as the moment it means here. */
export function propagateExpiry(call: Call, whenMs: number | bigint): void {
  if (isPropagated(call))
    call.propagateAs([Words.pexpireAt, call.args.copy(1), momentWord(whenMs)]);
}
