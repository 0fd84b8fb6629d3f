import { List } from '../../collections/list.ts';
import type { Side } from '../../collections/list-nodes.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { pushEvent } from './side-events.ts';

const list = new List();

function pushCommand(
  name: Uppercase<string>,
  side: Side,
  docs: { readonly since: string; readonly summary: string; readonly severalSince: string },
): Command {
  const onlyIfThere = name.endsWith('X');
  return defineCommand({
    name,
    arity: -3,
    flags: ['write', 'denyoom', 'fast'],
    categories: ['list'],
    keys: [keyAt(1, 'RW', 'insert')],
    loggable: [1],
    docs: {
      group: 'list',
      since: docs.since,
      summary: docs.summary,
      complexity: 'O(1) for each element, however long the list is',
      history: [[docs.severalSince, 'Takes several elements.']],
      arguments: [KEY, { name: 'element', type: 'string', flags: ['multiple'] }],
    },
    run(call) {
      const { args, db, reply } = call;
      const limit = call.settings.encoding.listMaxListpackSize;
      const address = call.writeEntry(1, ValueType.list);
      if (address !== 0) list.openToChange(db, address, limit).pushWords(side, args, 2);
      else if (onlyIfThere) {
        reply.integer(0);
        return;
      } else list.create(db, { args, word: 1 }, { first: 2, side, limit });
      pushed(call, side, args.count - 2);
      reply.integer(list.length);
    },
  });
}

function pushed({ db }: Call, side: Side, count: number): void {
  db.world.changes.dirty += count - 1;
  db.changed(list.address, pushEvent(side));
}

export const lpush = pushCommand('LPUSH', 'head', {
  since: '1.0.0',
  summary: 'Puts elements in front of a list, which is made when it does not exist.',
  severalSince: '2.4.0',
});

export const rpush = pushCommand('RPUSH', 'tail', {
  since: '1.0.0',
  summary: 'Puts elements at the end of a list, which is made when it does not exist.',
  severalSince: '2.4.0',
});

export const lpushx = pushCommand('LPUSHX', 'head', {
  since: '2.2.0',
  summary: 'Puts elements in front of a list that exists.',
  severalSince: '4.0.0',
});

export const rpushx = pushCommand('RPUSHX', 'tail', {
  since: '2.2.0',
  summary: 'Puts elements at the end of a list that exists.',
  severalSince: '4.0.0',
});
