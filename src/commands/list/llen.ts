import { ListReader } from '../../collections/list-reader.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';

const list = new ListReader();

export const llen = defineCommand({
  name: 'LLEN',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['list'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Returns how many elements a list has.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.list);
    call.reply.integer(address === 0 ? 0 : list.open(call.db, address).length);
  },
});
