import { ByteRange } from '../../base/byte-range.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt, keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { type BitOperation, combineBits } from './combine-bits.ts';
import { becomeRaw, RAW } from './grow-string.ts';

const notOfMany = new CommandError('ERR BITOP NOT must be called with a single source key.');

export const bitop = defineCommand({
  name: 'BITOP',
  arity: -4,
  flags: ['write', 'denyoom'],
  categories: ['bitmap'],
  keys: [keyAt(2, 'OW', 'update'), keysFrom(3, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'bitmap',
    since: '2.6.0',
    summary: 'Combines strings bit by bit and stores the result under a key.',
    complexity: 'O(N) for N bytes of all sources',
    arguments: [
      {
        name: 'operation',
        type: 'oneof',
        arguments: [
          { name: 'and', type: 'pure-token', token: 'AND' },
          { name: 'or', type: 'pure-token', token: 'OR' },
          { name: 'xor', type: 'pure-token', token: 'XOR' },
          { name: 'not', type: 'pure-token', token: 'NOT' },
        ],
      },
      { name: 'destkey', type: 'key', keySpec: 0 },
      { name: 'key', type: 'key', keySpec: 1, flags: ['multiple'] },
    ],
  },
  run(call) {
    const operation = readOperation(call);
    if (operation === 'not' && call.count !== 4) throw notOfMany;
    const sources = findSources(call);
    const length = longest(sources);
    if (length === 0) removeTarget(call);
    else store(call, operation, sources);
    call.reply.integer(length);
  },
});

/** A string that is read, by its place in the slabs: making room for the result may move it. */
interface Source {
  address: number;
  readonly length: number;
}

function readOperation(call: Call): BitOperation {
  if (call.is(1, 'and')) return 'and';
  if (call.is(1, 'or')) return 'or';
  if (call.is(1, 'xor')) return 'xor';
  if (call.is(1, 'not')) return 'not';
  throw Errors.syntax;
}

function findSources(call: Call): Source[] {
  const sources: Source[] = [];
  for (let word = 3; word < call.count; word++) {
    const length = call.readString(word)?.length ?? 0;
    sources.push({ address: length === 0 ? 0 : call.db.peek(call.args, word), length });
  }
  return sources;
}

function longest(sources: readonly Source[]): number {
  return sources.reduce((length, source) => Math.max(length, source.length), 0);
}

/** No bits make no key. */
function removeTarget(call: Call): void {
  const address = call.db.peek(call.args, 2);
  if (address !== 0) call.db.remove(address, Events.del);
}

function store(call: Call, operation: BitOperation, sources: readonly Source[]): void {
  const { args, db } = call;
  const length = longest(sources);
  const old = db.peek(args, 2);
  let target: number;
  if (old !== 0 && sources.some((source) => source.address === old)) {
    // What is read while it is written must keep its bytes.
    target = db.clearExpiry(db.resize(old, length));
    becomeRaw(call, target);
    for (const source of sources) if (source.address === old) source.address = target;
  } else target = db.place(args, 2, RAW, length);
  const ranges = sources.map((source) => rangeOf(call, source.address, source.length));
  combineBits(operation, ranges, rangeOf(call, target, length));
  db.changed(target, Events.set);
}

function rangeOf(call: Call, address: number, length: number): ByteRange {
  const range = new ByteRange();
  if (address === 0) return range;
  range.sameAs(call.db.value(address));
  range.length = length;
  return range;
}
