import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';

const KEYS: readonly ArgumentDoc[] = [{ ...KEY, flags: ['multiple'] }];

export const del = defineCommand({
  name: 'DEL',
  arity: -2,
  flags: ['write'],
  categories: ['keyspace'],
  quick: true,
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RM', 'delete')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Removes keys.',
    complexity: 'O(N) for N keys; a key that holds a collection costs O(M) for its M elements',
    arguments: KEYS,
    tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  },
  run: removeKeys,
});

/** As DEL: the keyspace itself frees big collections in slices (performance.md rule 8), whoever asked. */
export const unlink = defineCommand({
  name: 'UNLINK',
  arity: -2,
  flags: ['write', 'fast'],
  categories: ['keyspace'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RM', 'delete')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '4.0.0',
    summary: 'Removes keys and frees what they held later.',
    complexity:
      'O(1) for each key; its memory is given back in the background, O(N) for N elements',
    arguments: KEYS,
    tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  },
  run: removeKeys,
});

function removeKeys(call: Call): void {
  const { args, db } = call;
  let removed = 0;
  for (let word = 1; word < args.count; word++) {
    db.reach(args, word, 1);
    const address = db.peek(args, word);
    if (address === 0) continue;
    db.remove(address, Events.del);
    removed++;
  }
  call.reply.integer(removed);
}
