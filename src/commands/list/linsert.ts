import { ByteRange } from '../../base/byte-range.ts';
import { ElementMatcher } from '../../collections/element-matcher.ts';
import { List } from '../../collections/list.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';

const list = new List();
const matcher = new ElementMatcher();
const text = new ByteRange();

export const linsert = defineCommand({
  name: 'LINSERT',
  arity: 5,
  flags: ['write', 'denyoom'],
  categories: ['list'],
  keys: [keyAt(1, 'RW', 'insert')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '2.2.0',
    summary: 'Puts an element in front of another one of a list, or behind it.',
    complexity: 'O(N) for the distance N of the other element from the head',
    arguments: [
      KEY,
      {
        name: 'where',
        type: 'oneof',
        arguments: [
          { name: 'before', type: 'pure-token', token: 'BEFORE' },
          { name: 'after', type: 'pure-token', token: 'AFTER' },
        ],
      },
      { name: 'pivot', type: 'string' },
      { name: 'element', type: 'string' },
    ],
  },
  run(call) {
    const { args, db, reply } = call;
    const after = call.is(2, 'after');
    if (!after && !call.is(2, 'before')) throw Errors.syntax;
    const address = call.writeEntry(1, ValueType.list);
    if (address === 0) {
      reply.integer(0);
      return;
    }
    list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
    // As Redis: it becomes big for a long text even when the other element isn't found.
    list.expect(args.length(4), 1);
    list.openRun(0);
    if (list.find(matcher.of(args.range(3, text)), list.length) < 0) {
      reply.integer(-1);
      return;
    }
    list.insertHere(args.range(4, text), after ? 'after' : 'before');
    db.changed(list.address, Events.linsert);
    reply.integer(list.length);
  },
});
