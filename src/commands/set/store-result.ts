import type { SetResult } from '../../collections/set-result.ts';
import type { Call } from '../../command/call.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';

/** Puts what was gathered under word 1, whatever was there, and answers how many members it has. */
export function storeResult(call: Call, result: SetResult, event: KeyEvent): void {
  const { args, db } = call;
  const { size } = result;
  if (size > 0) db.changed(result.place(db, { args, word: 1 }, call.settings.encoding), event);
  else {
    const old = db.peek(args, 1);
    if (old !== 0) db.remove(old, Events.del);
    result.release();
  }
  call.reply.integer(size);
}

/** Releases what was gathered when memory runs out. */
export function gathering(result: SetResult, gather: () => void): void {
  try {
    gather();
  } catch (thrown) {
    result.release();
    throw thrown;
  }
}
