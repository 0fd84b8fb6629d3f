import type { Arguments } from '../base/arguments.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { Events } from './changes.ts';
import type { Database } from './database.ts';
import {
  EXPIRY_ROOM,
  entryBytes,
  expiryBigMs,
  HAS_EXPIRY,
  HEADER_BYTES,
  headBytes,
  headWord,
  keyLength,
  LONG_KEY,
  valueLength,
  WIDE_ENTRY_BYTES,
  writeEntryEpoch,
} from './entry.ts';
import { ownsStructure } from './structures.ts';

/** The name that an entry gets: a word of the request, in some database. */
export interface NewKey {
  readonly db: Database;
  readonly args: Arguments;
  readonly word: number;
}

/**
 * COPY: the same value and expiry under another key, written over if it is there. The entry is not looked up, so the
 * other key may not be its own. Call `changed` afterwards. Returns the copy.
 */
export function copyEntry(from: Database, address: number, to: NewKey): number {
  const { slabs, structures } = from.world;
  const dv = slabs.view(address);
  const at = slabs.offset(address);
  const head = dv.getInt32(at, true);
  const length = valueLength(dv, at);
  const room = (head & HAS_EXPIRY) === 0 ? 0 : EXPIRY_ROOM;
  const kind = head & 0xff;
  const start = at + headBytes(head) + keyLength(dv, at, head);
  // Before the entry: without memory for the copy there must be no entry that leads to none.
  const copy = ownsStructure(kind) ? structures.copy(dv.getUint32(start, true)) : undefined;
  const made = placeFor(to, { kind: kind | room, length, copy });
  const value = to.db.value(made);
  copyBytes(slabs.bytes(address), dv, start, value.u8, value.dv, value.start, length);
  if (copy !== undefined) {
    value.dv.setUint32(value.start, copy, true);
    structures.onCopied(structures.at(copy).objects);
  }
  return room === 0 ? made : to.db.setExpiry(made, expiryBigMs(dv, at));
}

/** The entry for a copy. Without memory for it, the structure that was made for it goes, too. */
function placeFor(
  to: NewKey,
  {
    kind,
    length,
    copy,
  }: { readonly kind: number; readonly length: number; readonly copy: number | undefined },
): number {
  try {
    return to.db.place(to.args, to.word, kind, length);
  } catch (thrown) {
    if (copy !== undefined) to.db.world.structures.release(copy);
    throw thrown;
  }
}

/**
 * RENAME: the same entry under another key of its database, with its expiry and its access clock; an entry that has
 * that key goes without an event of its own, as in Redis. Returns where it is now. Not for the key it already has.
 */
export function renameEntry(db: Database, address: number, to: Omit<NewKey, 'db'>): number {
  const { args, word } = to;
  const { changes, slabs, hasher } = db.world;
  db.barrier(address, 'rename');
  const start = args.start(word);
  const hash = hasher.hash(args.dv, start, args.length(word));
  // First all that can run out of memory. Where an entry stands already, its slot is the room.
  if (standingAt(db, args, word) === 0) db.table.reserve(hash);
  const made = rekeyed(db, address, to);
  removeStanding(db, args, word);
  db.table.find(hash, args.dv, start, args.length(word));
  db.table.insert(hash, made);
  noteExpiry(db, made);
  changes.dirty++;
  tellNew(db, made);
  if (changes.interest !== 0) {
    db.tell(address, Events.renameFrom);
    db.tell(made, Events.renameTo);
  }
  db.locate(address);
  db.table.remove();
  slabs.free(address, entryBytes(slabs.view(address), slabs.offset(address)));
  return made;
}

/** MOVE: the entry goes over to another database, which must not have its key, with its expiry and access clock. */
export function moveEntry(from: Database, address: number, to: Database): void {
  const { changes, slabs, hasher, epoch } = from.world;
  from.barrier(address, 'move');
  const key = from.key(address);
  const hash = hasher.hash(key.dv, key.start, key.length);
  const standing = to.table.find(hash, key.dv, key.start, key.length);
  if (standing !== 0) {
    // Expired, and kept because nobody may remove it now.
    to.barrier(standing, 'remove');
    to.unlink(standing);
    to.table.find(hash, key.dv, key.start, key.length);
  }
  to.table.reserve(hash);
  from.locate(address);
  from.table.remove();
  to.table.insert(hash, address);
  const dv = slabs.view(address);
  const at = slabs.offset(address);
  // The epochs in a table are never older than the table: see snapshot.ts.
  writeEntryEpoch(dv, at, epoch);
  if ((dv.getInt32(at, true) & HAS_EXPIRY) !== 0) {
    from.table.expires--;
    to.table.expires++;
  }
  noteExpiry(to, address);
  changes.dirty++;
  tellNew(to, address);
  if (changes.interest !== 0) {
    from.tell(address, Events.moveFrom);
    to.tell(address, Events.moveTo);
  }
}

/** The entry under a key, also an expired one that nobody may remove now; any other that has expired goes. */
function standingAt(db: Database, args: Arguments, word: number): number {
  db.peek(args, word);
  return db.table.current;
}

function removeStanding(db: Database, args: Arguments, word: number): void {
  const standing = standingAt(db, args, word);
  if (standing === 0) return;
  db.barrier(standing, 'remove');
  db.unlink(standing);
}

/** Another block with the entry's header and value, and with another key. */
function rekeyed(db: Database, address: number, to: Omit<NewKey, 'db'>): number {
  const { slabs } = db.world;
  const { args, word } = to;
  const dv = slabs.view(address);
  const at = slabs.offset(address);
  const old = dv.getInt32(at, true);
  const length = valueLength(dv, at);
  const keyBytes = args.length(word);
  const room = keyBytes + length > WIDE_ENTRY_BYTES ? EXPIRY_ROOM : 0;
  const head = headWord((old & (0xff | EXPIRY_ROOM | HAS_EXPIRY)) | room, keyBytes);
  const made = slabs.allocate(headBytes(head) + keyBytes + length);
  const view = slabs.view(made);
  const u8 = slabs.bytes(made);
  const there = slabs.offset(made);
  view.setInt32(there, head, true);
  view.setInt32(there + 4, dv.getInt32(at + 4, true), true);
  view.setUint32(there + 8, length, true);
  if ((head & LONG_KEY) !== 0) view.setUint32(there + HEADER_BYTES, keyBytes, true);
  if ((head & HAS_EXPIRY) !== 0) {
    const place = there + HEADER_BYTES + ((head & LONG_KEY) >>> 7);
    view.setBigInt64(place, expiryBigMs(dv, at), true);
  }
  const key = there + headBytes(head);
  copyBytes(args.u8, args.dv, args.start(word), u8, view, key, keyBytes);
  const value = at + headBytes(old) + keyLength(dv, at, old);
  copyBytes(slabs.bytes(address), dv, value, u8, view, key + keyBytes, length);
  return made;
}

/** The table must stand in the entry's segment. */
function noteExpiry(db: Database, address: number): void {
  const when = db.expiryMs(address);
  if (when !== Infinity) db.expiresFrom(db.table.segment, when);
}

function tellNew(db: Database, address: number): void {
  const { changes } = db.world;
  if ((changes.eventClasses & Events.new.eventClass) !== 0) {
    changes.observer?.keyEvent(db.index, db.key(address), Events.new);
  }
}
