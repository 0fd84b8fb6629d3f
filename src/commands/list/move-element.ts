import { ByteRange } from '../../base/byte-range.ts';
import { List, type Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { removeEnd } from './pop-elements.ts';
import { popEvent, pushEvent } from './side-events.ts';
import { writeElements } from './write-elements.ts';

const SOURCE = 1;
const DESTINATION = 2;
const CR_LF_BYTES = 2;

const source = new List();
const destination = new List();
const text = new ByteRange();

/**
 * Moves an element between the lists in words 1 and 2, which may be the same, and writes it: LMOVE and its kin. False, with
 * nothing written, when the first key holds nothing.
 */
export function moveElement(call: Call, how: { readonly from: Side; readonly to: Side }): boolean {
  const { db, reply, args } = call;
  const { from, to } = how;
  const limit = call.settings.encoding.listMaxListpackSize;
  const taken = call.writeEntry(SOURCE, ValueType.list);
  if (taken === 0) return false;
  const given = call.writeEntry(DESTINATION, ValueType.list);
  source.openToChange(db, taken, limit);
  source.seekEndmost(from);
  writeElements(reply, source, 1);
  showWritten(call);
  if (given === taken) {
    rotate(call, how);
    return true;
  }
  if (given === 0) destination.createOf(db, { args, word: DESTINATION }, { text, limit });
  else destination.openToChange(db, given, limit).push(to, text);
  db.alsoChanged(destination.address, pushEvent(to));
  removeEnd(db, source, from);
  return true;
}

/** The element goes to the other end of its own list, or to the same. */
function rotate({ db }: Call, how: { readonly from: Side; readonly to: Side }): void {
  const { from, to } = how;
  if (source.length > 1) {
    source.cutEnd(from);
    try {
      source.push(to, text);
    } catch (thrown) {
      // Where it was there is room again.
      source.push(from, text);
      throw thrown;
    }
    source.settle();
  }
  db.alsoChanged(source.address, pushEvent(to));
  db.changed(source.address, popEvent(from));
}

/** Makes `text` the bulk string that was just written: there it stays put whatever the lists do. */
function showWritten({ reply }: Call): void {
  text.u8 = reply.u8;
  text.dv = reply.dv;
  const end = reply.at - CR_LF_BYTES;
  text.length = source.textLength();
  text.start = end - text.length;
}
