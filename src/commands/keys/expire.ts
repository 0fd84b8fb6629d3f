import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { CommandError } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { expiryBigMs } from '../../keyspace/entry.ts';
import { propagateExpiry, propagateRemoval } from '../propagation.ts';
import { type ExpiryForm, ExpiryForms, readExpiry } from './expiry-argument.ts';

const nxAlone = new CommandError(
  'ERR NX and XX, GT or LT options at the same time are not compatible',
);
const gtAndLt = new CommandError('ERR GT and LT options at the same time are not compatible');

const NX = 1;
const XX = 2;
const GT = 4;
const LT = 8;

const CONDITION: ArgumentDoc = {
  name: 'condition',
  type: 'oneof',
  since: '7.0.0',
  flags: ['optional'],
  arguments: [
    { name: 'nx', type: 'pure-token', token: 'NX' },
    { name: 'xx', type: 'pure-token', token: 'XX' },
    { name: 'gt', type: 'pure-token', token: 'GT' },
    { name: 'lt', type: 'pure-token', token: 'LT' },
  ],
};

const HISTORY = [['7.0.0', 'The options `NX`, `XX`, `GT` and `LT` were added.']] as const;

/** What one of the four forms of EXPIRE doesn't share with the others. */
interface ExpireParts {
  readonly name: Uppercase<string>;
  readonly since: string;
  readonly summary: string;
  readonly time: ArgumentDoc;
  readonly form: ExpiryForm;
}

function expireCommand({ name, since, summary, time, form }: ExpireParts): Command {
  return defineCommand({
    name,
    arity: -3,
    flags: ['write', 'fast'],
    categories: ['keyspace'],
    keys: [keyAt(1, 'RW', 'update')],
    loggable: [1, 2, 3, 4],
    docs: {
      group: 'generic',
      since,
      summary,
      complexity: 'O(1)',
      history: HISTORY,
      arguments: [KEY, time, CONDITION],
    },
    run(call) {
      expireKey(call, form);
    },
  });
}

export const expire = expireCommand({
  name: 'EXPIRE',
  since: '1.0.0',
  summary: 'Makes a key expire after some seconds.',
  time: { name: 'seconds', type: 'integer' },
  form: ExpiryForms.secondsFromNow,
});

export const pexpire = expireCommand({
  name: 'PEXPIRE',
  since: '2.6.0',
  summary: 'Makes a key expire after some milliseconds.',
  time: { name: 'milliseconds', type: 'integer' },
  form: ExpiryForms.millisecondsFromNow,
});

export const expireat = expireCommand({
  name: 'EXPIREAT',
  since: '1.2.0',
  summary: 'Makes a key expire at a Unix time in seconds.',
  time: { name: 'unix-time-seconds', type: 'unix-time' },
  form: ExpiryForms.unixSeconds,
});

export const pexpireat = expireCommand({
  name: 'PEXPIREAT',
  since: '2.6.0',
  summary: 'Makes a key expire at a Unix time in milliseconds.',
  time: { name: 'unix-time-milliseconds', type: 'unix-time' },
  form: ExpiryForms.unixMilliseconds,
});

function expireKey(call: Call, form: ExpiryForm): void {
  const { db, reply } = call;
  const conditions = readConditions(call);
  const whenMs = readExpiry(call, 2, form);
  const address = db.write(call.args, 1);
  if (address === 0 || (conditions !== 0 && !isWanted(call, address, { conditions, whenMs }))) {
    reply.integer(0);
    return;
  }
  // A moment that has passed removes the key now, unless it is for a primary to say so.
  if (whenMs <= call.nowMs && !db.world.isFrozen) {
    db.remove(address, Events.del);
    propagateRemoval(call);
  } else {
    db.changed(db.setExpiry(address, whenMs), Events.expire);
    propagateExpiry(call, whenMs);
  }
  reply.integer(1);
}

function readConditions(call: Call): number {
  let conditions = 0;
  for (let word = 3; word < call.args.count; word++) {
    if (call.is(word, 'nx')) conditions |= NX;
    else if (call.is(word, 'xx')) conditions |= XX;
    else if (call.is(word, 'gt')) conditions |= GT;
    else if (call.is(word, 'lt')) conditions |= LT;
    else throw new CommandError(`ERR Unsupported option ${call.args.latin1(word)}`);
  }
  if ((conditions & NX) !== 0 && conditions !== NX) throw nxAlone;
  if ((conditions & GT) !== 0 && (conditions & LT) !== 0) throw gtAndLt;
  return conditions;
}

/** Whether the expiry that a key has lets it have the new one. A key that stays counts as expiring never. */
function isWanted(
  call: Call,
  address: number,
  wish: { conditions: number; whenMs: number | bigint },
): boolean {
  const { conditions, whenMs } = wish;
  const { db } = call;
  const { slabs } = db.world;
  const stays = db.expiryMs(address) === Infinity;
  if ((conditions & NX) !== 0) return stays;
  if (stays) return (conditions & (XX | GT)) === 0;
  const current = expiryBigMs(slabs.view(address), slabs.offset(address));
  if ((conditions & GT) !== 0) return whenMs > current;
  return (conditions & LT) === 0 || whenMs < current;
}
