import { Glob } from '../base/glob.ts';
import { MemberWalk } from '../collections/member-walk.ts';
import type { Call } from '../command/call.ts';
import { Errors } from '../command/errors.ts';
import { ValueType } from '../keyspace/entry.ts';
import { SCAN_END } from '../keyspace/scan.ts';
import { readInteger64 } from './integer-argument.ts';
import { parseCursor } from './keys/scan-cursor.ts';

const DEFAULT_COUNT = 10;
/** The longest text of a cursor worth reading; what is longer than 64 bits is refused anyway. */
const CURSOR_TEXT_MAX = 64;

/** What SSCAN, HSCAN and ZSCAN are asked for beyond a key. */
export interface CollectionScan {
  /** At most `SCAN_END`: a cursor of somebody's invention beyond the last one. */
  readonly cursor: number;
  readonly count: number;
  /** Undefined when every element matches. */
  readonly glob: Glob | undefined;
  /** HSCAN NOVALUES and ZSCAN NOSCORES: the elements alone, as Redis 7.4 and Valkey 8.1 have it. */
  readonly isBare: boolean;
}

const walk = new MemberWalk();

/** Reads the cursor, finds the collection and reads the options, in this order; 0 after answering for a missing key. */
export function beginScan(call: Call, type: ValueType): number {
  readCursor(call);
  const address = call.readEntry(1, type);
  if (address === 0) {
    call.reply.array(2);
    call.reply.bulkInteger(0);
    call.reply.array(0);
  }
  return address;
}

/** `bareWord` is the option, if there is one, that leaves out what stands beside the elements. */
export function readScan(call: Call, bareWord: 'novalues' | 'noscores' | ''): CollectionScan {
  let count = DEFAULT_COUNT;
  let glob: Glob | undefined;
  let isBare = false;
  for (let word = 3; word < call.args.count; word += 2) {
    if (bareWord !== '' && call.is(word, bareWord)) {
      isBare = true;
      word--;
      continue;
    }
    if (word + 1 === call.args.count) throw Errors.syntax;
    if (call.is(word, 'count')) {
      const wanted = readInteger64(call, word + 1);
      if (wanted < 1) throw Errors.syntax;
      count = Number(wanted);
    } else if (call.is(word, 'match')) {
      const pattern = new Glob(call.args.copy(word + 1));
      glob = pattern.matchesAll ? undefined : pattern;
    } else throw Errors.syntax;
  }
  return { cursor: readCursor(call), count, glob, isBare };
}

/** SSCAN and HSCAN: small collections at once, whatever the cursor, as in Redis. */
export function scanMembers(call: Call, type: ValueType): void {
  const address = beginScan(call, type);
  if (address === 0) return;
  const scan = readScan(call, type === ValueType.hash ? 'novalues' : '');
  const { reply } = call;
  const withValues = type === ValueType.hash && !scan.isBare;
  const mark = reply.mark();
  walk.open(call.db, address);
  const { members } = walk;
  let next = 0;
  let shown = 0;
  if (members === undefined) {
    while (walk.next()) {
      const { text } = walk;
      if (scan.glob?.matches(text.u8, text.start, text.length) === false) continue;
      reply.bulk(text);
      if (withValues) reply.bulk(walk.value);
      shown++;
    }
  } else if (scan.cursor < SCAN_END) {
    next = members.scan(scan, (at) => {
      const text = members.key(at);
      if (scan.glob?.matches(text.u8, text.start, text.length) === false) return;
      reply.bulk(text);
      if (withValues) reply.bulk(members.value(at));
      shown++;
    });
  }
  reply.insertAt(mark, () => {
    reply.array(2);
    reply.bulkInteger(next);
    reply.array(withValues ? shown * 2 : shown);
  });
}

function readCursor({ args }: Call): number {
  if (args.length(2) > CURSOR_TEXT_MAX) throw Errors.invalidCursor;
  return Math.min(SCAN_END, Number(parseCursor(args.latin1(2))));
}
