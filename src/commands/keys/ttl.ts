import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { expiryBigMs } from '../../keyspace/entry.ts';

/** What is told of a key's expiry, in which unit. */
interface Telling {
  readonly what: 'remaining' | 'moment';
  readonly unit: 'seconds' | 'milliseconds';
}

const NO_KEY = -2;
const NO_EXPIRY = -1;

/** What is left changes with time, and those that tell it are older than the answer -2. */
const REMAINING_DOCS = {
  history: [['2.8.0', 'The answer -2 was added.']],
  tips: ['nondeterministic_output'],
} as const;

/** What one of these commands doesn't share with the others. */
interface TellingParts {
  readonly name: Uppercase<string>;
  readonly since: string;
  readonly summary: string;
  readonly telling: Telling;
}

function expiryCommand({ name, since, summary, telling }: TellingParts): Command {
  return defineCommand({
    name,
    arity: 2,
    flags: ['readonly', 'fast'],
    categories: ['keyspace'],
    keys: [keyAt(1, 'RO', 'access')],
    loggable: [1],
    docs: {
      group: 'generic',
      since,
      summary,
      complexity: 'O(1)',
      arguments: [KEY],
      ...(telling.what === 'remaining' ? REMAINING_DOCS : {}),
    },
    run(call) {
      answerExpiry(call, telling);
    },
  });
}

export const ttl = expiryCommand({
  name: 'TTL',
  since: '1.0.0',
  summary: 'Returns how many seconds a key has left.',
  telling: { what: 'remaining', unit: 'seconds' },
});

export const pttl = expiryCommand({
  name: 'PTTL',
  since: '2.6.0',
  summary: 'Returns how many milliseconds a key has left.',
  telling: { what: 'remaining', unit: 'milliseconds' },
});

export const expiretime = expiryCommand({
  name: 'EXPIRETIME',
  since: '7.0.0',
  summary: 'Returns the Unix time, in seconds, at which a key expires.',
  telling: { what: 'moment', unit: 'seconds' },
});

export const pexpiretime = expiryCommand({
  name: 'PEXPIRETIME',
  since: '7.0.0',
  summary: 'Returns the Unix time, in milliseconds, at which a key expires.',
  telling: { what: 'moment', unit: 'milliseconds' },
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
