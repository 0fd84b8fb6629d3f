import { ByteRange } from '../../base/byte-range.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { FIELDS } from './field-docs.ts';

const hash = new HashValue();
const field = new ByteRange();

export const hdel = defineCommand({
  name: 'HDEL',
  arity: -3,
  flags: ['write', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'delete')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Removes fields of a hash, and the hash with the last of them.',
    complexity: 'O(N) for N fields',
    history: [['2.4.0', 'Takes several fields.']],
    arguments: [KEY, FIELDS],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.writeEntry(1, ValueType.hash);
    if (address === 0) {
      reply.integer(0);
      return;
    }
    hash.open(db, address);
    let left = hash.size;
    let removed = 0;
    for (let word = 2; word < args.count && left > 0; word++) {
      const at = hash.find(args.range(word, field));
      if (at < 0) continue;
      removed++;
      left--;
      // The last one goes with the key.
      if (left > 0) hash.removeAt(at);
    }
    if (removed > 0) {
      db.world.changes.dirty += removed - 1;
      if (left > 0) db.changed(hash.address, Events.hdel);
      else {
        db.alsoChanged(hash.address, Events.hdel);
        db.remove(hash.address, Events.del);
      }
    }
    reply.integer(removed);
  },
});
