import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { expiryBigMs } from '../../keyspace/entry.ts';

/** What is told of a key's expiry, in which unit. */
interface Telling {
  readonly what: 'remaining' | 'moment';
  readonly unit: 'seconds' | 'milliseconds';
}

const REMAINING_SECONDS: Telling = { what: 'remaining', unit: 'seconds' };
const REMAINING_MILLISECONDS: Telling = { what: 'remaining', unit: 'milliseconds' };
const UNIX_SECONDS: Telling = { what: 'moment', unit: 'seconds' };
const UNIX_MILLISECONDS: Telling = { what: 'moment', unit: 'milliseconds' };

const NO_KEY = -2;
const NO_EXPIRY = -1;

export const ttl = defineCommand({
  name: 'TTL',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Returns how many seconds a key has left.',
    complexity: 'O(1)',
    history: [['2.8.0', 'The answer -2 was added.']],
    arguments: [KEY],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    answerExpiry(call, REMAINING_SECONDS);
  },
});

export const pttl = defineCommand({
  name: 'PTTL',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '2.6.0',
    summary: 'Returns how many milliseconds a key has left.',
    complexity: 'O(1)',
    history: [['2.8.0', 'The answer -2 was added.']],
    arguments: [KEY],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    answerExpiry(call, REMAINING_MILLISECONDS);
  },
});

export const expiretime = defineCommand({
  name: 'EXPIRETIME',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '7.0.0',
    summary: 'Returns the Unix time, in seconds, at which a key expires.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    answerExpiry(call, UNIX_SECONDS);
  },
});

export const pexpiretime = defineCommand({
  name: 'PEXPIRETIME',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '7.0.0',
    summary: 'Returns the Unix time, in milliseconds, at which a key expires.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    answerExpiry(call, UNIX_MILLISECONDS);
  },
});

function answerExpiry(call: Call, telling: Telling): void {
  const { db, reply } = call;
  const address = db.inspect(call.args, 1);
  if (address === 0) {
    reply.integer(NO_KEY);
    return;
  }
  const whenMs = db.expiryMs(address);
  if (whenMs === Infinity) {
    reply.integer(NO_EXPIRY);
    return;
  }
  if (whenMs > Number.MAX_SAFE_INTEGER) {
    answerExactly(call, address, telling);
    return;
  }
  const ms = Math.max(0, telling.what === 'moment' ? whenMs : whenMs - call.nowMs);
  // Seconds are rounded to the nearest, as in Redis: a key set to expire in 10 s answers 10 at once.
  reply.integer(telling.unit === 'seconds' ? Math.floor((ms + 500) / 1000) : ms);
}

/** Moments so far away that a number would round them. */
function answerExactly(call: Call, address: number, telling: Telling): void {
  const { slabs } = call.db.world;
  const whenMs = expiryBigMs(slabs.view(address), slabs.offset(address));
  const ms = telling.what === 'moment' ? whenMs : whenMs - BigInt(call.nowMs);
  call.reply.bigInteger(telling.unit === 'seconds' ? (ms + 500n) / 1000n : ms);
}
