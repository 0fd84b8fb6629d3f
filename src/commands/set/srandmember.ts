import { MemberSample } from '../../collections/member-sample.ts';
import { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { BULK_BYTES_MIN } from '../../resp/reply.ts';
import { readSampleCount } from '../sample-count.ts';

const set = new SetValue();
const sample = new MemberSample();

export const srandmember = defineCommand({
  name: 'SRANDMEMBER',
  arity: -2,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns members of a set at random.',
    complexity: 'Without a count O(1), else O(N) for N members',
    history: [['2.6.0', 'Takes a count.']],
    arguments: [KEY, { name: 'count', type: 'integer', since: '2.6.0', flags: ['optional'] }],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    if (call.count === 2) drawOne(call);
    else if (call.count === 3) drawMany(call);
    else throw Errors.syntax;
  },
});

function drawOne(call: Call): void {
  const address = call.readEntry(1, ValueType.set);
  if (address === 0) call.reply.null();
  else call.reply.bulk(set.open(call.db, address).text(set.random()));
}

function drawMany(call: Call): void {
  const { db, reply } = call;
  const count = Number(readSampleCount(call, 2));
  const address = call.readEntry(1, ValueType.set);
  if (address === 0 || count === 0) {
    reply.array(0);
    return;
  }
  const many = count < 0 ? -count : Math.min(count, set.open(db, address).size);
  reply.expect(many * BULK_BYTES_MIN);
  reply.array(many);
  if (count < 0) sample.openRepeated(db, address, many);
  else sample.openDistinct(db, address, many);
  while (sample.next()) reply.bulk(sample.text);
}
