import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { type KeySpec, keyFlagBits } from '../../command/key-spec.ts';
import { readPositiveExpiry } from '../keys/expiry-argument.ts';
import { isPropagated } from '../propagation.ts';
import { propagateExpiring, storeExpiring, storeKeepingExpiry } from './store-string.ts';
import { SET_OPTIONS, StringOption, StringOptions } from './string-options.ts';

const options = new StringOptions();

const WRITES_ONLY = keyFlagBits(['OW', 'update']);
const READS_TOO = keyFlagBits(['RW', 'access', 'update']);

const SET_KEY: KeySpec = {
  begin: 1,
  find: { last: 0, step: 1, limit: 0 },
  access: ['RW', 'access', 'update', 'variable_flags'],
  notes: 'RW and ACCESS due to the optional `GET` argument',
};

export const set = defineCommand({
  name: 'SET',
  arity: -3,
  flags: ['write', 'denyoom'],
  quick: true,
  categories: ['string'],
  keys: [SET_KEY],
  loggable: [1, 3, 4, 5, 6, 7],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Makes a key hold a string, whatever it held before.',
    complexity: 'O(1)',
    history: [
      ['2.6.12', 'The options `EX`, `PX`, `NX` and `XX` were added.'],
      ['6.0.0', 'The option `KEEPTTL` was added.'],
      ['6.2.0', 'The options `GET`, `EXAT` and `PXAT` were added.'],
      ['7.0.0', '`NX` and `GET` may be used together.'],
    ],
    arguments: [
      KEY,
      { name: 'value', type: 'string' },
      {
        name: 'condition',
        type: 'oneof',
        since: '2.6.12',
        flags: ['optional'],
        arguments: [
          { name: 'nx', type: 'pure-token', token: 'NX' },
          { name: 'xx', type: 'pure-token', token: 'XX' },
        ],
      },
      { name: 'get', type: 'pure-token', token: 'GET', since: '6.2.0', flags: ['optional'] },
      {
        name: 'expiration',
        type: 'oneof',
        flags: ['optional'],
        arguments: [
          { name: 'seconds', type: 'integer', token: 'EX', since: '2.6.12' },
          { name: 'milliseconds', type: 'integer', token: 'PX', since: '2.6.12' },
          { name: 'unix-time-seconds', type: 'unix-time', token: 'EXAT', since: '6.2.0' },
          { name: 'unix-time-milliseconds', type: 'unix-time', token: 'PXAT', since: '6.2.0' },
          { name: 'keepttl', type: 'pure-token', token: 'KEEPTTL', since: '6.0.0' },
        ],
      },
    ],
  },
  findKeys(args, into) {
    // With GET it reads, so a user who may only write must not send it (what the guides get wrong, 21).
    let access = WRITES_ONLY;
    for (let word = 3; word < args.count; word++) if (args.is(word, 'get')) access = READS_TOO;
    into.add(1, access);
  },
  run(call) {
    if (call.args.count > 3) {
      setWithOptions(call);
      return;
    }
    call.db.setString(call.args, 1, 2);
    call.reply.ok();
  },
});

function setWithOptions(call: Call): void {
  options.read(call, 3, SET_OPTIONS);
  // The number is judged before the key, and the key's type (by GET) before NX and XX: clients see the order.
  const whenMs =
    options.expiryWord === 0
      ? undefined
      : readPositiveExpiry(call, options.expiryWord, options.form);
  const answersOld = options.has(StringOption.get);
  if (answersOld) answerOld(call);
  if (options.has(StringOption.nx | StringOption.xx)) {
    const found = call.db.write(call.args, 1) !== 0;
    if (found === options.has(StringOption.nx)) {
      if (!answersOld) call.reply.null();
      return;
    }
  }
  store(call, whenMs);
  if (!answersOld) call.reply.ok();
}

function answerOld(call: Call): void {
  const old = call.readString(1);
  if (old === undefined) call.reply.null();
  else call.reply.bulk(old);
}

function store(call: Call, whenMs: number | bigint | undefined): void {
  if (whenMs !== undefined) {
    storeExpiring(call, 2, whenMs);
    // What came as PXAT says the moment already.
    if (!options.has(StringOption.pxAt)) propagateExpiring(call, 2, whenMs);
    return;
  }
  if (options.has(StringOption.keepTtl)) storeKeepingExpiry(call, 2);
  else call.db.setString(call.args, 1, 2);
  if (options.has(StringOption.get) && isPropagated(call)) propagateWithoutGet(call);
}

/** Replicas need no answer. */
function propagateWithoutGet(call: Call): void {
  const words: Uint8Array[] = [];
  for (let word = 0; word < call.args.count; word++) {
    if (word < 3 || !call.is(word, 'get')) words.push(call.args.copy(word));
  }
  call.propagateAs(words);
}
