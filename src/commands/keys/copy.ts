import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { copyEntry } from '../../keyspace/transfer.ts';
import { readDatabase } from './database-argument.ts';
import { sameWords } from './same-words.ts';

export const copy = defineCommand({
  name: 'COPY',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO', 'access'), keyAt(2, 'OW', 'update')],
  loggable: [1, 2, 3, 4, 5],
  docs: {
    group: 'generic',
    since: '6.2.0',
    summary: 'Makes another key hold the same value, expiry included.',
    complexity: 'O(N) for the N members of a collection, O(1) for a string',
    arguments: [
      { name: 'source', type: 'key', keySpec: 0 },
      { name: 'destination', type: 'key', keySpec: 1 },
      { name: 'destination-db', type: 'integer', token: 'DB', flags: ['optional'] },
      { name: 'replace', type: 'pure-token', token: 'REPLACE', flags: ['optional'] },
    ],
  },
  run(call) {
    const { args, db, reply } = call;
    const { target, replace } = readOptions(call);
    if (target === db && sameWords(args, 1, 2)) throw Errors.sameObject;
    const address = db.read(args, 1);
    const isTaken = address !== 0 && target.write(args, 2) !== 0;
    if (address === 0 || (isTaken && !replace)) {
      reply.integer(0);
      return;
    }
    const copy = copyEntry(db, address, { db: target, args, word: 2 });
    // Redis removes what was there without a word and makes a new key.
    if (isTaken) target.alsoChanged(copy, Events.new);
    target.changed(copy, Events.copyTo);
    reply.integer(1);
  },
});

function readOptions(call: Call): { readonly target: Database; readonly replace: boolean } {
  let target = call.db;
  let replace = false;
  for (let word = 3; word < call.args.count; word++) {
    if (call.is(word, 'replace')) replace = true;
    else if (call.is(word, 'db') && word + 1 < call.args.count) {
      word++;
      target = readDatabase(call, word);
    } else throw Errors.syntax;
  }
  return { target, replace };
}
