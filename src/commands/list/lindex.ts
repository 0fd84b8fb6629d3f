import { ListReader } from '../../collections/list-reader.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { writeElements } from './write-elements.ts';

const list = new ListReader();

export const lindex = defineCommand({
  name: 'LINDEX',
  arity: 3,
  flags: ['readonly'],
  categories: ['list'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Returns the element of a list at a position.',
    complexity: 'O(N) for the distance N from the nearer end, which is passed in large steps',
    arguments: [KEY, { name: 'index', type: 'integer' }],
  },
  run(call) {
    const { reply } = call;
    const address = call.readEntry(1, ValueType.list);
    if (address === 0) {
      reply.null();
      return;
    }
    const wanted = call.integer(2);
    const { length } = list.open(call.db, address);
    const index = wanted < 0 ? length + wanted : wanted;
    if (index < 0 || index >= length) {
      reply.null();
      return;
    }
    list.seek(index);
    writeElements(reply, list, 1);
  },
});
