import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import type { KeySpec } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { readPositiveExpiry } from '../keys/expiry-argument.ts';
import { isPropagated, propagateExpiry, propagateRemoval, Words } from '../propagation.ts';
import { GETEX_OPTIONS, StringOption, StringOptions } from './string-options.ts';

const options = new StringOptions();

const GETEX_KEY: KeySpec = {
  begin: 1,
  find: { last: 0, step: 1, limit: 0 },
  access: ['RW', 'access', 'update'],
  notes: 'RW and UPDATE because it changes the TTL',
};

export const getex = defineCommand({
  name: 'GETEX',
  arity: -2,
  flags: ['write', 'fast'],
  categories: ['string'],
  keys: [GETEX_KEY],
  loggable: [1, 2, 3],
  docs: {
    group: 'string',
    since: '6.2.0',
    summary: 'Returns the string that a key holds and may change when the key expires.',
    complexity: 'O(1)',
    arguments: [
      KEY,
      {
        name: 'expiration',
        type: 'oneof',
        flags: ['optional'],
        arguments: [
          { name: 'seconds', type: 'integer', token: 'EX' },
          { name: 'milliseconds', type: 'integer', token: 'PX' },
          { name: 'unix-time-seconds', type: 'unix-time', token: 'EXAT' },
          { name: 'unix-time-milliseconds', type: 'unix-time', token: 'PXAT' },
          { name: 'persist', type: 'pure-token', token: 'PERSIST' },
        ],
      },
    ],
  },
  run(call) {
    options.read(call, 2, GETEX_OPTIONS);
    const value = call.readString(1);
    if (value === undefined) {
      call.reply.null();
      return;
    }
    // The number is judged only when there is a string, as in Redis.
    const whenMs =
      options.expiryWord === 0
        ? undefined
        : readPositiveExpiry(call, options.expiryWord, options.form);
    call.reply.bulk(value);
    if (whenMs !== undefined) expireAt(call, whenMs);
    else if (options.has(StringOption.persist)) persist(call);
  },
});

function expireAt(call: Call, whenMs: number | bigint): void {
  const { db } = call;
  const address = db.peek(call.args, 1);
  if (
    options.has(StringOption.exAt | StringOption.pxAt) &&
    whenMs <= call.nowMs &&
    !db.world.isFrozen
  ) {
    db.remove(address, Events.del);
    propagateRemoval(call);
    return;
  }
  db.changed(db.setExpiry(address, whenMs), Events.expire);
  propagateExpiry(call, whenMs);
}

function persist(call: Call): void {
  const { db } = call;
  const address = db.peek(call.args, 1);
  if (db.expiryMs(address) === Infinity) return;
  db.changed(db.clearExpiry(address), Events.persist);
  if (isPropagated(call)) call.propagateAs([Words.persist, call.args.copy(1)]);
}
