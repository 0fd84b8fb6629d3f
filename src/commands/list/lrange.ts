import { ListReader } from '../../collections/list-reader.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { writeElements } from './write-elements.ts';

const list = new ListReader();

export const lrange = defineCommand({
  name: 'LRANGE',
  arity: 4,
  flags: ['readonly'],
  categories: ['list'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Returns the elements of a list between two positions.',
    complexity:
      'O(S+N) for the distance S of the start from the nearer end and N elements returned',
    arguments: [KEY, { name: 'start', type: 'integer' }, { name: 'stop', type: 'integer' }],
  },
  run(call) {
    const { reply } = call;
    const start = call.integer(2);
    const stop = call.integer(3);
    const address = call.readEntry(1, ValueType.list);
    if (address === 0) {
      reply.array(0);
      return;
    }
    const { length } = list.open(call.db, address);
    const first = start < 0 ? Math.max(0, length + start) : start;
    const last = Math.min(stop < 0 ? length + stop : stop, length - 1);
    if (first > last) {
      reply.array(0);
      return;
    }
    const count = last - first + 1;
    reply.array(count);
    list.seek(first);
    writeElements(reply, list, count);
  },
});
