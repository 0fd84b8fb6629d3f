import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { wrongArity } from '../../command/errors.ts';
import { keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';

const KEYS_AND_VALUES: readonly ArgumentDoc[] = [
  {
    name: 'data',
    type: 'block',
    flags: ['multiple'],
    arguments: [KEY, { name: 'value', type: 'string' }],
  },
];

export const mset = defineCommand({
  name: 'MSET',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['string'],
  quick: true,
  keys: [keysFrom(1, { last: -1, step: 2 }, 'OW', 'update')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.1',
    summary: 'Sets several keys to strings, all at once.',
    complexity: 'O(N) for N keys',
    arguments: KEYS_AND_VALUES,
    tips: ['request_policy:multi_shard', 'response_policy:all_succeeded'],
  },
  run(call) {
    if ((call.args.count & 1) === 0) throw wrongArity('mset');
    setAll(call);
    call.reply.ok();
  },
});

export const msetnx = defineCommand({
  name: 'MSETNX',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['string'],
  quick: true,
  keys: [keysFrom(1, { last: -1, step: 2 }, 'OW', 'insert')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.1',
    summary: 'Sets several keys to strings, or none of them when one exists already.',
    complexity: 'O(N) for N keys',
    arguments: KEYS_AND_VALUES,
  },
  run(call) {
    const { args, db, reply } = call;
    if ((args.count & 1) === 0) throw wrongArity('msetnx');
    for (let word = 1; word < args.count; word += 2) {
      if (db.write(args, word) === 0) continue;
      reply.integer(0);
      return;
    }
    setAllOrNone(call);
    reply.integer(1);
  },
});

function setAll(call: Call): void {
  const { args, db } = call;
  for (let word = 1; word < args.count; word += 2) {
    db.reach(args, word, 2);
    db.setString(args, word, word + 1);
  }
}

/** Of keys that weren't there. Without memory for one of them those before it go again. */
function setAllOrNone(call: Call): void {
  const { args, db } = call;
  let word = 1;
  try {
    for (; word < args.count; word += 2) {
      db.reach(args, word, 2);
      db.setString(args, word, word + 1);
    }
  } catch (thrown) {
    for (let set = 1; set < word; set += 2) {
      const address = db.peek(args, set);
      if (address !== 0) db.remove(address, Events.del);
    }
    throw thrown;
  }
}
