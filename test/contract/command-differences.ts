/**
 * The one list of what COMMAND tells otherwise than the oracle, Debian's redis-server 7.0.15. Every difference that
 * isn't here, and every entry here without a difference, fails test/contract/command-info.test.ts.
 */

/** Rows that Redis 7.2 has and 7.0 has not. */
export const NEWER_THAN_THE_ORACLE: readonly string[] = [
  'client|no-touch',
  'client|setinfo',
  'cluster|myshardid',
  'waitaof',
];

export interface InfoDifference {
  readonly row: string;
  readonly field: 'tips' | 'flags' | 'arity';
  readonly ours: unknown;
  readonly why: string;
}

const TO_ALL_NODES = ['request_policy:all_nodes', 'response_policy:all_succeeded'];
const IN_SCRIPTS = 'As 7.2: a script may call it, and it does not wait there.';
const ANY_SHARD = 'As 7.2: proxies are told what to do with the replies of several shards.';

export const DIFFERENT_INFO: readonly InfoDifference[] = [
  { row: 'acl|deluser', field: 'tips', ours: TO_ALL_NODES, why: ANY_SHARD },
  { row: 'acl|save', field: 'tips', ours: TO_ALL_NODES, why: ANY_SHARD },
  { row: 'acl|setuser', field: 'tips', ours: TO_ALL_NODES, why: ANY_SHARD },
  { row: 'blmove', field: 'flags', ours: ['blocking', 'denyoom', 'write'], why: IN_SCRIPTS },
  { row: 'blpop', field: 'flags', ours: ['blocking', 'write'], why: IN_SCRIPTS },
  { row: 'brpop', field: 'flags', ours: ['blocking', 'write'], why: IN_SCRIPTS },
  { row: 'brpoplpush', field: 'flags', ours: ['blocking', 'denyoom', 'write'], why: IN_SCRIPTS },
  { row: 'bzpopmax', field: 'flags', ours: ['blocking', 'fast', 'write'], why: IN_SCRIPTS },
  { row: 'bzpopmin', field: 'flags', ours: ['blocking', 'fast', 'write'], why: IN_SCRIPTS },
  {
    row: 'msetnx',
    field: 'tips',
    ours: [],
    why: 'As 7.2: it is atomic, so it cannot be split among shards.',
  },
  {
    row: 'randomkey',
    field: 'tips',
    ours: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
    why: ANY_SHARD,
  },
  {
    row: 'scan',
    field: 'tips',
    ours: ['nondeterministic_output', 'request_policy:special', 'response_policy:special'],
    why: ANY_SHARD,
  },
  { row: 'zrank', field: 'arity', ours: -3, why: 'As 7.2: with WITHSCORE.' },
  { row: 'zrevrank', field: 'arity', ours: -3, why: 'As 7.2: with WITHSCORE.' },
];

/** `row field` of COMMAND DOCS, and why it differs. Rows of CLUSTER are left out: here they only refuse. */
export const DIFFERENT_DOCS: Readonly<Record<string, string>> = {
  'bitop arguments': 'As 7.2: the operation is one of four words.',
  'client|kill arguments': 'As 7.2: SKIPME is one of two words.',
  'client|list arguments': 'As 7.2: ID takes several numbers without a block around them.',
  'client|pause since': 'As 7.2: a released version instead of a development one.',
  'command|getkeys arguments': 'As 7.2: 7.0 names none.',
  'command|getkeysandflags arguments': 'As 7.2: 7.0 names none.',
  'config|get arguments': 'As 7.2: without a block around one argument.',
  'lolwut complexity': 'Every row here has one.',
  'module|list complexity': 'There are no modules to list.',
  'module|loadex arguments': 'As 7.2: without a block around one argument.',
  'monitor complexity': 'Every row here has one.',
  'psetex deprecatedSince': 'As 7.2.',
  'psetex flags': 'As 7.2: deprecated.',
  'psetex replacedBy': 'As 7.2.',
  'psubscribe arguments': 'As 7.2: without a block around one argument.',
  'save complexity': 'Nothing is saved yet.',
  'setex deprecatedSince': 'As 7.2.',
  'setex flags': 'As 7.2: deprecated.',
  'setex replacedBy': 'As 7.2.',
  'setnx deprecatedSince': 'As 7.2.',
  'setnx flags': 'As 7.2: deprecated.',
  'setnx replacedBy': 'As 7.2.',
  'setrange complexity': 'The same bound, the general case first.',
  'shutdown arguments': 'As 7.2: ABORT excludes the others.',
  'quit deprecatedSince': 'As 7.2.',
  'quit flags': 'As 7.2: deprecated.',
  'quit replacedBy': 'As 7.2.',
  'zdiffstore complexity': 'Members of the first set are always looked up in the others.',
  'zdiff complexity': 'Members of the first set are always looked up in the others.',
  'zrevrank arguments': 'As 7.2: with WITHSCORE.',
  'zrank arguments': 'As 7.2: with WITHSCORE.',
};

/** Parts of Redis that come with later issues. */
export const LATER: Readonly<Record<string, string>> = {
  stream:
    'xack xadd xautoclaim xclaim xdel xgroup xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|destroy xgroup|help xgroup|setid xinfo xinfo|consumers xinfo|groups xinfo|help xinfo|stream xlen xpending xrange xread xreadgroup xrevrange xsetid xtrim',
  'geo, HyperLogLog':
    'geoadd geodist geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore pfadd pfcount pfdebug pfmerge pfselftest',
  'keys of other types, files': 'dump restore restore-asking migrate',
  scripting:
    'eval eval_ro evalsha evalsha_ro fcall fcall_ro function function|delete function|dump function|flush function|help function|kill function|list function|load function|restore function|stats script script|debug script|exists script|flush script|help script|kill script|load',
  replication: 'failover psync replconf sync',
};
