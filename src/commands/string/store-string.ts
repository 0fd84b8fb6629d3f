import { copyBytes } from '../../base/copy-bytes.ts';
import type { Call } from '../../command/call.ts';
import { Events } from '../../keyspace/changes.ts';
import { isPropagated, momentWord, Words } from '../propagation.ts';

/** Puts a word under the key at word 1; the key goes on expiring when it did. */
export function storeKeepingExpiry(call: Call, valueWord: number): number {
  const { args, db } = call;
  const length = args.length(valueWord);
  const address = db.placeKeepingExpiry(args, 1, 0, length);
  const value = db.value(address);
  copyBytes(args.u8, args.dv, args.start(valueWord), value.u8, value.dv, value.start, length);
  db.changed(address, Events.set);
  return address;
}

/** Puts a word under the key at word 1, to expire at a moment. */
export function storeExpiring(call: Call, valueWord: number, whenMs: number | bigint): void {
  // Keeping an old expiry saves moving the entry twice: the new one is written over it.
  const address = storeKeepingExpiry(call, valueWord);
  call.db.alsoChanged(call.db.setExpiry(address, whenMs), Events.expire);
}

/** What replicas get for a string that expires. */
export function propagateExpiring(call: Call, valueWord: number, whenMs: number | bigint): void {
  if (!isPropagated(call)) return;
  const { args } = call;
  call.propagateAs([Words.set, args.copy(1), args.copy(valueWord), Words.pxAt, momentWord(whenMs)]);
}
