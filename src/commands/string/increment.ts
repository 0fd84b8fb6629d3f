import {
  integerLength,
  isInt64,
  parseBigInteger,
  parseInteger,
  writeBigInteger,
  writeInteger,
} from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import { Events } from '../../keyspace/changes.ts';

/** Adds to the integer under word 1 and answers the sum. A missing key counts as 0. */
export function increment(call: Call, by: number): void {
  const { db } = call;
  const address = call.writeString(1);
  if (address === 0) {
    const fresh = db.place(call.args, 1, 0, integerLength(by));
    const value = db.value(fresh);
    writeInteger(value.u8, value.start, by);
    db.changed(fresh, Events.incrBy);
    call.reply.integer(by);
    return;
  }
  const old = db.value(address);
  const sum = parseInteger(old.u8, old.start, old.length) + by;
  // No integer (NaN), or beyond what a number holds exactly.
  if (!(sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER)) {
    incrementExactly(call, BigInt(by));
    return;
  }
  const length = integerLength(sum);
  // A counter mostly keeps its number of digits.
  if (length === old.length && db.canRewrite(address, 0)) {
    writeInteger(old.u8, old.start, sum);
    db.changed(address, Events.incrBy);
  } else {
    const fresh = makeRoom(call, address, length);
    const value = db.value(fresh);
    writeInteger(value.u8, value.start, sum);
    db.changed(fresh, Events.incrBy);
  }
  call.reply.integer(sum);
}

/** The same over all 64 bits. */
export function incrementExactly(call: Call, by: bigint): void {
  const { db } = call;
  const address = call.writeString(1);
  let sum = by;
  if (address !== 0) {
    const old = db.value(address);
    const value = parseBigInteger(old.u8, old.start, old.length);
    if (value === undefined) throw Errors.notInteger;
    sum += value;
    if (!isInt64(sum)) throw Errors.overflow;
  }
  const length = sum.toString().length;
  const fresh = address === 0 ? db.place(call.args, 1, 0, length) : makeRoom(call, address, length);
  const value = db.value(fresh);
  writeBigInteger(value.u8, value.start, sum);
  db.changed(fresh, Events.incrBy);
  call.reply.bigInteger(sum);
}

function makeRoom(call: Call, address: number, length: number): number {
  const { db } = call;
  const fresh = db.resize(address, length);
  // What was changed in place before (APPEND) is an integer again, as OBJECT ENCODING shows.
  if (db.kind(fresh) !== 0) db.setKind(fresh, 0);
  return fresh;
}
