import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { type ExpiryForm, ExpiryForms, readPositiveExpiry } from '../keys/expiry-argument.ts';
import { propagateExpiring, storeExpiring } from './store-string.ts';

export const setex = defineCommand({
  name: 'SETEX',
  arity: 4,
  flags: ['write', 'denyoom'],
  categories: ['string'],
  quick: true,
  keys: [keyAt(1, 'OW', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '2.0.0',
    summary: 'Makes a key hold a string for some seconds.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '2.6.12',
    replacedBy: '`SET` with the `EX` argument',
    arguments: [KEY, { name: 'seconds', type: 'integer' }, { name: 'value', type: 'string' }],
  },
  run(call) {
    setExpiring(call, ExpiryForms.secondsFromNow);
  },
});

export const psetex = defineCommand({
  name: 'PSETEX',
  arity: 4,
  flags: ['write', 'denyoom'],
  categories: ['string'],
  quick: true,
  keys: [keyAt(1, 'OW', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '2.6.0',
    summary: 'Makes a key hold a string for some milliseconds.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '2.6.12',
    replacedBy: '`SET` with the `PX` argument',
    arguments: [KEY, { name: 'milliseconds', type: 'integer' }, { name: 'value', type: 'string' }],
  },
  run(call) {
    setExpiring(call, ExpiryForms.millisecondsFromNow);
  },
});

function setExpiring(call: Call, form: ExpiryForm): void {
  const whenMs = readPositiveExpiry(call, 2, form);
  storeExpiring(call, 3, whenMs);
  propagateExpiring(call, 3, whenMs);
  call.reply.ok();
}
