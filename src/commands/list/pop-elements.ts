import { List } from '../../collections/list.ts';
import type { Side } from '../../collections/list-nodes.ts';
import type { Call } from '../../command/call.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { popEvent } from './side-events.ts';
import { writeElements, writeElementsBackwards } from './write-elements.ts';

const list = new List();

/** Takes the element at an end off the list in an entry and writes it as a bulk string: LPOP and what waits like it. */
export function popOne(call: Call, address: number, side: Side): void {
  const { db, reply } = call;
  list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
  if (side === 'head') list.seek(0);
  else list.seek(list.length - 1);
  writeElements(reply, list, 1);
  take(db, side, 1);
}

/** Takes up to `count` (at least 1) elements off, and writes them as an array in the order they go. Returns how many. */
export function popSome(
  call: Call,
  address: number,
  how: { readonly side: Side; readonly count: number },
): number {
  const { db, reply } = call;
  list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
  const taken = Math.min(how.count, list.length);
  reply.array(taken);
  if (how.side === 'head') {
    list.seek(0);
    writeElements(reply, list, taken);
  } else writeElementsBackwards(reply, list, taken);
  take(db, how.side, taken);
  return taken;
}

function take(db: Database, side: Side, count: number): void {
  removeElements(db, list, {
    from: side === 'head' ? 0 : list.length - count,
    count,
    event: popEvent(side),
  });
}

/** Removes elements, and the key with the last of them, and tells so. */
export function removeElements(
  db: Database,
  from: List,
  how: { readonly from: number; readonly count: number; readonly event: KeyEvent },
): void {
  const { count, event } = how;
  db.world.changes.dirty += count - 1;
  if (count === from.length) {
    db.alsoChanged(from.address, event);
    db.remove(from.address, Events.del);
    return;
  }
  from.remove(how.from, count);
  from.settle();
  db.changed(from.address, event);
}
