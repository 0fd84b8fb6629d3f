import { Arguments } from '../../base/arguments.ts';
import { ByteRange } from '../../base/byte-range.ts';
import { concatBytes, fromLatin1, toLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { accessWord } from '../../keyspace/entry.ts';
import { tableStats } from '../../keyspace/table-stats.ts';
import type { ServerServices } from '../services.ts';

const BAD_DATABASE = new CommandError('ERR Out of range database');
const TOO_MANY = new CommandError('ERR OOM in dictTryExpand');
/** Addresses of entries are 32 bits, so no database holds more. */
const KEYS_MAX = 2 ** 32;
const TEXT_MAX_BYTES = 2 ** 31 - 1;

/** A word as the length of a text to be made up, which must be one that a value can have. */
export function readTextLength(call: Call, word: number, error?: CommandError): number {
  const length = call.integer(word, error);
  if (length > Math.min(call.settings.protocol.protoMaxBulkBytes, TEXT_MAX_BYTES))
    throw Errors.stringTooLong;
  return length;
}

/** DEBUG POPULATE count [prefix] [size]: makes keys `prefix:N`; those that are there stay. */
export function debugPopulate(call: Call): void {
  const count = call.integer(2, Errors.mustBePositive);
  if (count < 0) throw Errors.mustBePositive;
  if (count > KEYS_MAX) throw TOO_MANY;
  const prefix = call.count > 3 ? call.args.copy(3) : fromLatin1('key');
  const size = call.count > 4 ? readTextLength(call, 4, Errors.mustBePositive) : 0;
  if (size < 0) throw Errors.mustBePositive;
  for (let number = 0; number < count; number++) {
    const key = concatBytes([prefix, fromLatin1(`:${number}`)]);
    populateOne(call.db, key, { text: fromLatin1(`value:${number}`), size });
  }
  call.reply.ok();
}

function populateOne(
  db: Database,
  key: Uint8Array,
  { text, size }: { readonly text: Uint8Array; readonly size: number },
): void {
  const range = new ByteRange().set(key);
  if (db.peekKey(range) !== 0) return;
  const length = size === 0 ? text.length : size;
  const address = db.placeKey(range, 0, length);
  const value = db.value(address);
  value.u8.fill(0, value.start, value.start + length);
  value.u8.set(text.subarray(0, length), value.start);
  db.changed(address, Events.set);
}

/** DEBUG OBJECT: what is known of a value inside. */
export function debugObject(services: ServerServices, call: Call): void {
  const address = call.db.peek(call.args, 2);
  if (address === 0) throw Errors.noSuchKey;
  const { slabs } = services.engine.world;
  const clock = (accessWord(slabs.view(address), slabs.offset(address)) >>> 8) & 0xffffff;
  const nowSeconds = Math.floor(call.nowMs / 1000) & 0xffffff;
  const idle = (nowSeconds - clock + 0x1000000) & 0xffffff;
  const length = call.db.value(address).length;
  call.reply.simple(
    `Value at:0x${(address >>> 0).toString(16)} refcount:1 encoding:${encodingOf(services, call)} ` +
      `serializedlength:${length} lru:${clock} lru_seconds_idle:${idle}`,
  );
}

/** Asks OBJECT ENCODING, which knows the types; its reply is taken back. */
function encodingOf({ engine }: ServerServices, call: Call): string {
  const row = engine.table.named('object|encoding');
  if (row === undefined) return 'unknown';
  const { args, reply } = call;
  const start = reply.at;
  call.args = Arguments.of([fromLatin1('OBJECT'), fromLatin1('ENCODING'), args.copy(2)]);
  row.run(call);
  const [, encoding] = toLatin1(reply.u8.subarray(start, reply.at)).split('\r\n');
  reply.at = start;
  call.args = args;
  return encoding ?? 'unknown';
}

/** DEBUG HTSTATS: how the index of a database is filled. */
export function debugHtstats(call: Call): void {
  const database = call.databases[call.integer(2)];
  if (database === undefined) throw BAD_DATABASE;
  const stats = tableStats(database.table);
  const lines = [
    '[Dictionary HT]',
    `Hash table 0 stats (main hash table):`,
    ` table size: ${stats.slots}`,
    ` number of elements: ${stats.entries}`,
    ` segments: ${stats.segments}`,
    ` index bytes: ${stats.indexBytes}`,
    ` longest run: ${stats.longestRun}`,
    ` mean distance from home: ${stats.meanDistance.toFixed(2)}`,
    '[Expires HT]',
    ` number of elements: ${database.expires}`,
  ];
  call.reply.verbatim('txt', fromLatin1(`${lines.join('\n')}\n`));
}
