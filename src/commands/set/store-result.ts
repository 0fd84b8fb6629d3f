import type { SetResult } from '../../collections/set-result.ts';
import type { Call } from '../../command/call.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';

/**
 * Puts what is gathered under word 1, whatever was there, and answers how many members it has. The result is no longer the
 * caller's, whatever happens: a reply that finds no room must not take it from its key.
 */
export function storeResult(
  call: Call,
  result: SetResult,
  how: { readonly event: KeyEvent; readonly gather: () => void },
): void {
  const { args, db } = call;
  let placed = 0;
  let size = 0;
  try {
    how.gather();
    ({ size } = result);
    if (size > 0) placed = result.place(db, { args, word: 1 }, call.settings.encoding);
  } catch (thrown) {
    result.release();
    throw thrown;
  }
  if (placed !== 0) db.changed(placed, how.event);
  else {
    const old = db.peek(args, 1);
    if (old !== 0) db.remove(old, Events.del);
    result.release();
  }
  call.reply.integer(size);
}
