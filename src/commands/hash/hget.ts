import { ByteRange } from '../../base/byte-range.ts';
import { HashValue } from '../../collections/hash-value.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { FIELD, FIELDS } from './field-docs.ts';

const hash = new HashValue();
const field = new ByteRange();

export const hget = defineCommand({
  name: 'HGET',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns the value of a field of a hash.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.hash);
    if (address === 0) call.reply.null();
    else {
      hash.open(call.db, address);
      writeField(call, 2);
    }
  },
});

export const hmget = defineCommand({
  name: 'HMGET',
  arity: -3,
  flags: ['readonly', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns the values of fields of a hash.',
    complexity: 'O(N) for N fields',
    arguments: [KEY, FIELDS],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.readEntry(1, ValueType.hash);
    if (address !== 0) hash.open(db, address);
    reply.array(args.count - 2);
    for (let word = 2; word < args.count; word++) {
      if (address === 0) reply.null();
      else writeField(call, word);
    }
  },
});

function writeField({ args, reply }: Call, word: number): void {
  const at = hash.find(args.range(word, field));
  if (at < 0) reply.null();
  else reply.bulk(hash.value(at));
}
