import { List } from '../../collections/list.ts';
import type { Side } from '../../collections/list-nodes.ts';
import type { Call } from '../../command/call.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { popEvent } from './side-events.ts';
import { writeElements, writeElementsBackwards } from './write-elements.ts';

const list = new List();

/** Takes the element at an end off the list in an entry and writes it as a bulk string: LPOP and what waits like it. */
export function popOne(call: Call, address: number, side: Side): void {
  const { db, reply } = call;
  list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
  list.seekEndmost(side);
  writeElements(reply, list, 1);
  removeEnd(db, list, side);
}

/** Removes the element at an end, and the key with the last one, and tells so. */
export function removeEnd(db: Database, from: List, side: Side): void {
  const event = popEvent(side);
  if (from.length === 1) {
    db.alsoChanged(from.address, event);
    db.remove(from.address, Events.del);
    return;
  }
  from.cutEnd(side);
  from.settle();
  db.changed(from.address, event);
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
  removeSome(db, how.side, taken);
  return taken;
}

function removeSome(db: Database, side: Side, count: number): void {
  const event = popEvent(side);
  db.world.changes.dirty += count - 1;
  if (count === list.length) {
    db.alsoChanged(list.address, event);
    db.remove(list.address, Events.del);
    return;
  }
  list.remove(side === 'head' ? 0 : list.length - count, count);
  list.settle();
  db.changed(list.address, event);
}
