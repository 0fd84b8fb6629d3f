import { ByteRange } from '../../base/byte-range.ts';
import { List } from '../../collections/list.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';

const list = new List();
const text = new ByteRange();

export const lset = defineCommand({
  name: 'LSET',
  arity: 4,
  flags: ['write', 'denyoom'],
  categories: ['list'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Puts another element at a position of a list.',
    complexity: 'O(N) for the distance N from the nearer end, which is passed in large steps',
    arguments: [KEY, { name: 'index', type: 'integer' }, { name: 'element', type: 'string' }],
  },
  run(call) {
    const { args, db } = call;
    const address = call.writeEntry(1, ValueType.list);
    if (address === 0) throw Errors.noSuchKey;
    const wanted = call.integer(2);
    list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
    // As Redis: it becomes big for a long text even when there is no such element.
    list.expect(args.length(3), 1);
    const { length } = list;
    const index = wanted < 0 ? length + wanted : wanted;
    if (index < 0 || index >= length) throw Errors.outOfRange;
    list.seek(index);
    list.replaceHere(args.range(3, text));
    list.settle();
    db.changed(list.address, Events.lset);
    call.reply.ok();
  },
});
