import { Glob } from '../../base/glob.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { SCAN_END, scanTable } from '../../keyspace/scan.ts';
import { readInteger64 } from '../integer-argument.ts';
import { parseCursor } from './scan-cursor.ts';
import { TYPE_NAMES } from './type-names.ts';

const TYPE_BITS = 15;
const DEFAULT_COUNT = 10;
/** The longest text of a cursor worth reading; what is longer than 64 bits is refused anyway. */
const CURSOR_TEXT_MAX = 64;

interface ScanOptions {
  count: number;
  /** Undefined when every name matches. */
  glob: Glob | undefined;
  /** Undefined without TYPE; -1 for a name that is no type, which no key has. */
  type: number | undefined;
}

export const scan = defineCommand({
  name: 'SCAN',
  arity: -2,
  flags: ['readonly'],
  categories: ['keyspace'],
  keys: NO_KEYS,
  loggable: [1, 2, 3, 4, 5, 6, 7],
  docs: {
    group: 'generic',
    since: '2.8.0',
    summary: 'Returns some of the keys and a cursor to ask for more with.',
    complexity: 'O(1) a call, O(N) for the calls that visit all N keys',
    history: [['6.0.0', 'The option `TYPE` was added.']],
    arguments: [
      { name: 'cursor', type: 'integer' },
      { name: 'pattern', type: 'pattern', token: 'MATCH', flags: ['optional'] },
      { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
      { name: 'type', type: 'string', token: 'TYPE', since: '6.0.0', flags: ['optional'] },
    ],
    tips: ['nondeterministic_output', 'request_policy:special', 'response_policy:special'],
  },
  run(call) {
    const cursor = readCursor(call);
    const options = readOptions(call);
    const visited: number[] = [];
    const next = cursor < SCAN_END ? visit(call, { cursor, options, visited }) : 0;
    const { reply } = call;
    reply.array(2);
    reply.bulkInteger(next);
    const mark = reply.mark();
    let shown = 0;
    for (const address of visited) if (show(call, address, options)) shown++;
    reply.insertAt(mark, () => {
      reply.array(shown);
    });
  },
});

function readCursor(call: Call): number {
  const { args } = call;
  if (args.length(1) > CURSOR_TEXT_MAX) throw Errors.invalidCursor;
  // A cursor of somebody's invention beyond the last one: there is nothing left to visit.
  return Math.min(SCAN_END, Number(parseCursor(args.latin1(1))));
}

function readOptions(call: Call): ScanOptions {
  const options: ScanOptions = { count: DEFAULT_COUNT, glob: undefined, type: undefined };
  for (let word = 2; word < call.args.count; word += 2) {
    if (word + 1 === call.args.count) throw Errors.syntax;
    if (call.is(word, 'count')) {
      options.count = readCount(call, word + 1);
    } else if (call.is(word, 'match')) {
      const glob = new Glob(call.args.copy(word + 1));
      options.glob = glob.matchesAll ? undefined : glob;
    } else if (call.is(word, 'type')) {
      options.type = TYPE_NAMES.findIndex((name) => name !== undefined && call.is(word + 1, name));
    } else throw Errors.syntax;
  }
  return options;
}

function readCount(call: Call, word: number): number {
  const count = readInteger64(call, word);
  if (count < 1) throw Errors.syntax;
  return Number(count);
}

/** Collects matching entries; they are looked at after the walk, because removing expired ones moves others. */
function visit(
  call: Call,
  walk: { readonly cursor: number; readonly options: ScanOptions; readonly visited: number[] },
): number {
  const { db } = call;
  const { glob, count } = walk.options;
  return scanTable(db.table, { cursor: walk.cursor, count }, (address) => {
    const key = db.key(address);
    if (glob === undefined || glob.matches(key.u8, key.start, key.length))
      walk.visited.push(address);
  });
}

function show(call: Call, address: number, options: ScanOptions): boolean {
  const { db, reply } = call;
  // First the type, as Redis since 7.2: what isn't asked about isn't touched.
  if (options.type !== undefined && (db.kind(address) & TYPE_BITS) !== options.type) return false;
  if (db.isExpired(address)) {
    if (!db.world.isFrozen) db.drop(address, Events.expired);
    return false;
  }
  reply.bulk(db.key(address));
  return true;
}
