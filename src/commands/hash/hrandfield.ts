import { HashValue } from '../../collections/hash-value.ts';
import { MemberSample } from '../../collections/member-sample.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { BULK_BYTES_MIN } from '../../resp/reply.ts';
import { readSampleCount } from '../sample-count.ts';

const outOfRange = new CommandError('ERR value is out of range');
/** Each field counts twice in the reply, and the sum must be a 64-bit integer. */
const COUNT_MAX_WITH_VALUES = 4_611_686_018_427_387_903n;

const hash = new HashValue();
const sample = new MemberSample();

export const hrandfield = defineCommand({
  name: 'HRANDFIELD',
  arity: -2,
  flags: ['readonly'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'hash',
    since: '6.2.0',
    summary: 'Returns fields of a hash at random.',
    complexity: 'O(N) for N fields that are returned',
    arguments: [
      KEY,
      {
        name: 'options',
        type: 'block',
        flags: ['optional'],
        arguments: [
          { name: 'count', type: 'integer' },
          { name: 'withvalues', type: 'pure-token', token: 'WITHVALUES', flags: ['optional'] },
        ],
      },
    ],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    if (call.count > 2) drawMany(call);
    else drawOne(call);
  },
});

function drawOne(call: Call): void {
  const address = call.readEntry(1, ValueType.hash);
  if (address === 0) {
    call.reply.null();
    return;
  }
  hash.open(call.db, address);
  call.reply.bulk(hash.field(hash.random()));
}

function drawMany(call: Call): void {
  const { db, reply } = call;
  const exact = readSampleCount(call, 2);
  if (call.count > 4 || (call.count === 4 && !call.is(3, 'withvalues'))) throw Errors.syntax;
  const withValues = call.count === 4;
  if (withValues && (exact > COUNT_MAX_WITH_VALUES || exact < -COUNT_MAX_WITH_VALUES)) {
    throw outOfRange;
  }
  const count = Number(exact);
  const address = call.readEntry(1, ValueType.hash);
  if (address === 0 || count === 0) {
    reply.array(0);
    return;
  }
  const many = count < 0 ? -count : Math.min(count, hash.open(db, address).size);
  reply.expect(many * (withValues ? 2 : 1) * BULK_BYTES_MIN);
  reply.array(withValues && !reply.resp3 ? many * 2 : many);
  if (count < 0) sample.openRepeated(db, address, many);
  else sample.openDistinct(db, address, many);
  while (sample.next()) {
    if (withValues && reply.resp3) reply.array(2);
    reply.bulk(sample.text);
    if (withValues) reply.bulk(sample.value);
  }
}
