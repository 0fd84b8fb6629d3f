import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { occupiedBytes } from '../../keyspace/occupied-bytes.ts';

/** MEMORY USAGE: what a key and its value occupy, exactly, so there is nothing to sample. */
export const memoryUsage = defineCommand({
  name: 'USAGE',
  arity: -3,
  flags: ['readonly'],
  categories: [],
  keys: [keyAt(2, 'RO')],
  loggable: [2, 3, 4],
  docs: {
    group: 'server',
    since: '4.0.0',
    summary: 'Tells how much memory a key and its value take.',
    complexity: 'O(N) where N is the number of samples.',
    arguments: [KEY, { name: 'count', type: 'integer', token: 'SAMPLES', flags: ['optional'] }],
  },
  run(call) {
    checkOptions(call);
    const address = call.db.inspect(call.args, 2);
    if (address === 0) call.reply.null();
    else call.reply.integer(occupiedBytes(call.db, address));
  },
});

function checkOptions(call: Call): void {
  for (let word = 3; word < call.count; word += 2) {
    if (!call.is(word, 'samples') || word + 1 >= call.count) throw Errors.syntax;
    if (call.integer(word + 1) < 0) throw Errors.syntax;
  }
}
