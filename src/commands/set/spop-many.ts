import type { ByteRange } from '../../base/byte-range.ts';
import { AddressSet } from '../../collections/address-set.ts';
import { BIG_SET } from '../../collections/member-encoding.ts';
import { MemberSample } from '../../collections/member-sample.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import { SetResult } from '../../collections/set-result.ts';
import type { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import { Events } from '../../keyspace/changes.ts';
import { isPropagated, propagateRemoval, Words } from '../propagation.ts';
import { writeMembers } from './smembers.ts';

/** Redis goes over to a new set of what stays when that is at most this part of what goes. */
const STAYING_PART = 5;
/** Members of one SREM that replicas get. */
const BATCH = 1024;

const walk = new MemberWalk();
const sample = new MemberSample();

/** SPOP of as many members as there are, or more. */
export function popAll(call: Call, address: number): void {
  const { db, reply } = call;
  writeMembers(reply, db, address);
  propagateRemoval(call);
  db.world.changes.dirty += walk.open(db, address).size - 1;
  db.alsoChanged(address, Events.spop);
  db.remove(address, Events.del);
}

/** SPOP of fewer members than there are in the set, which is open. */
export function popMany(call: Call, set: SetValue, count: number): void {
  const { reply } = call;
  const staying = set.size - count;
  const popped = isPropagated(call) ? new PoppedMembers(call.args.copy(1)) : undefined;
  reply.set(count);
  if (set.kind === BIG_SET && staying * STAYING_PART <= count) {
    keepOnly(call, { set, staying, popped });
  } else {
    popOneByOne(call, { set, count, popped });
    return;
  }
  tellPopped(call, { set, count, popped });
}

/** Whatever ends it early (a reply that grows too long, no memory): what has gone by then has gone, and is told. */
function popOneByOne(call: Call, how: Popping): void {
  const { reply } = call;
  const { set, count, popped } = how;
  let gone = 0;
  try {
    for (; gone < count; gone++) {
      const at = set.random();
      const member = set.text(at);
      reply.bulk(member);
      popped?.add(member);
      set.removeAt(at);
    }
  } finally {
    if (gone > 0) tellPopped(call, { set, count: gone, popped });
  }
}

interface Popping {
  readonly set: SetValue;
  readonly count: number;
  readonly popped: PoppedMembers | undefined;
}

function tellPopped(call: Call, { set, count, popped }: Popping): void {
  const { db } = call;
  db.world.changes.dirty += count - 1;
  db.changed(set.address, Events.spop);
  if (popped !== undefined) call.propagateAs(...popped.requests);
}

/** Replies with all members of a big set but a few, which are the set from now on. */
function keepOnly(
  { args, db, reply, settings }: Call,
  how: {
    readonly set: SetValue;
    readonly staying: number;
    readonly popped: PoppedMembers | undefined;
  },
): void {
  const { set, staying, popped } = how;
  const kept = new AddressSet(staying);
  const result = new SetResult(db.world, staying);
  try {
    sample.openDistinct(db, set.address, staying);
    while (sample.next()) {
      kept.add(sample.at);
      result.add(sample.text);
    }
    walk.open(db, set.address);
    while (walk.next()) {
      if (kept.has(walk.at)) continue;
      reply.bulk(walk.text);
      popped?.add(walk.text);
    }
    const key = { args, word: 1, address: set.address };
    set.open(db, result.replace(db, key, settings.encoding));
  } catch (thrown) {
    result.release();
    throw thrown;
  }
}

/** What replicas get: SREM of what was popped, in parts. */
class PoppedMembers {
  readonly requests: Uint8Array[][] = [];
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  add(member: ByteRange): void {
    let last = this.requests.at(-1);
    if (last === undefined || last.length === BATCH + 2) {
      last = [Words.srem, this.#key];
      this.requests.push(last);
    }
    last.push(member.copy());
  }
}
