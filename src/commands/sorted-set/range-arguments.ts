import type { ArgumentDoc } from '../../command/docs.ts';

/** `LIMIT offset count`. */
export const LIMIT: ArgumentDoc = {
  name: 'limit',
  type: 'block',
  token: 'LIMIT',
  flags: ['optional'],
  arguments: [
    { name: 'offset', type: 'integer' },
    { name: 'count', type: 'integer' },
  ],
};

export const BY: ArgumentDoc = {
  name: 'sortby',
  type: 'oneof',
  flags: ['optional'],
  arguments: [
    { name: 'byscore', type: 'pure-token', token: 'BYSCORE' },
    { name: 'bylex', type: 'pure-token', token: 'BYLEX' },
  ],
};

export const REV: ArgumentDoc = {
  name: 'rev',
  type: 'pure-token',
  token: 'REV',
  flags: ['optional'],
};

export const WITH_SCORES: ArgumentDoc = {
  name: 'withscores',
  type: 'pure-token',
  token: 'WITHSCORES',
  flags: ['optional'],
};
