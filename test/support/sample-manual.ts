import { fromUtf8 } from '../../src/base/bytes.ts';
import { CommandManual } from '../../src/cli/client/manual/command-manual.ts';
import type { Reply } from '../../src/resp/reply-value.ts';

type Plain = string | readonly Plain[] | { readonly [name: string]: Plain };

/** Lists become arrays; objects become maps in RESP3 and flat arrays in RESP2. */
export function plainReply(plain: Plain, protocol: 2 | 3): Reply {
  if (typeof plain === 'string') return { type: 'bulk', bytes: fromUtf8(plain) };
  if (isList(plain))
    return { type: 'array', items: plain.map((each) => plainReply(each, protocol)) };
  const pairs = Object.entries(plain).map(([name, value]): [Reply, Reply] => {
    return [plainReply(name, protocol), plainReply(value, protocol)];
  });
  return protocol === 3 ? { type: 'map', pairs } : { type: 'array', items: pairs.flat() };
}

function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}

const KEY = { name: 'key', type: 'key' };
const token = (name: string): Plain => ({
  name: name.toLowerCase(),
  type: 'pure-token',
  token: name,
});

/** A few commands as COMMAND DOCS tells of them. */
export const SAMPLE_DOCS: Plain = {
  set: {
    summary: 'Set a value',
    since: '1.0.0',
    group: 'string',
    arguments: [
      KEY,
      { name: 'value', type: 'string' },
      {
        name: 'condition',
        type: 'oneof',
        flags: ['optional'],
        arguments: [token('NX'), token('XX')],
      },
      { name: 'get', type: 'pure-token', token: 'GET', flags: ['optional'] },
      {
        name: 'expiration',
        type: 'oneof',
        flags: ['optional'],
        arguments: [
          { name: 'seconds', type: 'integer', token: 'EX' },
          { name: 'milliseconds', type: 'integer', token: 'PX' },
          token('KEEPTTL'),
        ],
      },
    ],
  },
  get: { summary: 'Get a value', since: '1.0.0', group: 'string', arguments: [KEY] },
  getex: { summary: 'Get and expire', since: '6.2.0', group: 'string', arguments: [KEY] },
  mset: {
    summary: 'Set values',
    since: '1.0.1',
    group: 'string',
    arguments: [
      {
        name: 'data',
        type: 'block',
        flags: ['multiple'],
        arguments: [KEY, { name: 'value', type: 'string' }],
      },
    ],
  },
  blpop: {
    summary: 'Wait',
    since: '2.0.0',
    group: 'list',
    arguments: [
      { ...KEY, flags: ['multiple'] },
      { name: 'timeout', type: 'double' },
    ],
  },
  sort: {
    summary: 'Sort',
    since: '1.0.0',
    group: 'generic',
    arguments: [
      KEY,
      {
        name: 'offset_count',
        type: 'block',
        token: 'LIMIT',
        flags: ['optional'],
        arguments: [
          { name: 'offset', type: 'integer' },
          { name: 'count', type: 'integer' },
        ],
      },
      {
        name: 'pattern',
        type: 'pattern',
        token: 'GET',
        flags: ['optional', 'multiple', 'multiple_token'],
      },
    ],
  },
  zunion: {
    summary: 'Unite',
    since: '6.2.0',
    group: 'sorted-set',
    arguments: [
      { name: 'numkeys', type: 'integer' },
      { ...KEY, flags: ['multiple'] },
      { name: 'weight', type: 'integer', token: 'WEIGHTS', flags: ['optional', 'multiple'] },
    ],
  },
  ping: {
    summary: 'Ping',
    since: '1.0.0',
    group: 'connection',
    arguments: [{ name: 'message', type: 'string', flags: ['optional'] }],
  },
  config: {
    summary: 'A container',
    since: '2.0.0',
    group: 'server',
    subcommands: {
      'config|get': {
        summary: 'Get parameters',
        since: '2.0.0',
        group: 'server',
        arguments: [{ name: 'parameter', type: 'string', flags: ['multiple'] }],
      },
      'config|set': { summary: 'Set parameters', since: '2.0.0', group: 'server' },
    },
  },
};

export const SAMPLE_MANUAL = CommandManual.fromReply(plainReply(SAMPLE_DOCS, 2));
