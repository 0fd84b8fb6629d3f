import { copyBytes } from '../../base/copy-bytes.ts';
import type { Call } from '../../command/call.ts';
import { Events } from '../../keyspace/changes.ts';
import { EXPIRY_ROOM } from '../../keyspace/entry.ts';
import { isPropagated, momentWord, Words } from '../propagation.ts';

/** Puts a word under the key at word 1; the key goes on expiring when it did. */
export function storeKeepingExpiry(call: Call, valueWord: number, room = 0): number {
  const { args, db } = call;
  const length = args.length(valueWord);
  const address = db.placeKeepingExpiry(args, 1, room, length);
  const value = db.value(address);
  copyBytes(args.u8, args.dv, args.start(valueWord), value.u8, value.dv, value.start, length);
  db.changed(address, Events.set);
  return address;
}

/** Puts a word under the key at word 1, to expire at a moment. */
export function storeExpiring(call: Call, valueWord: number, whenMs: number | bigint): void {
  // An old expiry is kept to be written over, and a new entry has room for one, so that nothing moves twice.
  const address = storeKeepingExpiry(call, valueWord, EXPIRY_ROOM);
  call.db.alsoChanged(call.db.setExpiry(address, whenMs), Events.expire);
}

/** What replicas get for a string that expires. */
export function propagateExpiring(call: Call, valueWord: number, whenMs: number | bigint): void {
  if (!isPropagated(call)) return;
  const { args } = call;
  call.propagateAs([Words.set, args.copy(1), args.copy(valueWord), Words.pxAt, momentWord(whenMs)]);
}
