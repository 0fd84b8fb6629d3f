import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { renameEntry } from '../../keyspace/transfer.ts';
import { sameWords } from './same-words.ts';

const ARGUMENTS: readonly ArgumentDoc[] = [KEY, { name: 'newkey', type: 'key', keySpec: 1 }];

export const rename = defineCommand({
  name: 'RENAME',
  arity: 3,
  flags: ['write'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RW', 'access', 'delete'), keyAt(2, 'OW', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Gives a key another name, in place of any key that has it.',
    complexity: 'O(1)',
    arguments: ARGUMENTS,
  },
  run(call) {
    renameKey(call, 'replace');
    call.reply.ok();
  },
});

export const renamenx = defineCommand({
  name: 'RENAMENX',
  arity: 3,
  flags: ['write', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RW', 'access', 'delete'), keyAt(2, 'OW', 'insert')],
  loggable: [1, 2],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Gives a key another name unless a key has it.',
    complexity: 'O(1)',
    history: [['3.2.0', 'Two equal names are no error any more.']],
    arguments: ARGUMENTS,
  },
  run(call) {
    call.reply.integer(renameKey(call, 'keep') ? 1 : 0);
  },
});

/** What becomes of a key that already has the new name. */
type Occupied = 'replace' | 'keep';

/** Whether anything changed. */
function renameKey(call: Call, occupied: Occupied): boolean {
  const { args, db } = call;
  const source = db.write(args, 1);
  if (source === 0) throw Errors.noSuchKey;
  if (sameWords(args, 1, 2)) return false;
  if (db.write(args, 2) !== 0 && occupied === 'keep') return false;
  renameEntry(db, source, { args, word: 2 });
  return true;
}
