/** One redis-benchmark run: what it does and how many requests it takes to measure it. */
export interface Load {
  readonly name: string;
  readonly requests: number;
  readonly arguments: readonly string[];
  /** Commands that bring the data there, before each run. Collections are fed by `feed`. */
  readonly prepare?: readonly Feed[];
  /** Each run begins on an empty server: how blocks lie that other loads have freed is not what is measured. */
  readonly isFresh?: true;
  readonly transport?: 'tcp' | 'tls' | 'unix';
  /** What performance.md asks for: throughput at least, CPU at most, as ratios to redis-server. */
  readonly goal?: { readonly throughput?: number; readonly cpu?: number };
}

/** A collection to be made: `members` times the words, with numbers from 0 in place of `#`. */
export interface Feed {
  readonly key: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly members: number;
}

function load(test: string, pipeline: number, requests: number, goal: Load['goal']): Load {
  return {
    name: `${test.toUpperCase()} P=${pipeline}`,
    requests,
    arguments: ['-t', test, '-P', String(pipeline), '-r', '100000', '-d', '32'],
    ...(goal === undefined ? {} : { goal }),
  };
}

const FAST = ['set', 'get', 'incr', 'mset'] as const;

/** 100,000 keys of 16 bytes, values of 32, 50 connections. */
export const SMALL: readonly Load[] = [
  ...FAST.map((test) => load(test, 1, 100_000, { throughput: 1, cpu: 1.1 })),
  ...FAST.map((test) => load(test, 16, test === 'mset' ? 100_000 : 800_000, { throughput: 1.4 })),
  ...FAST.map((test) => load(test, 100, test === 'mset' ? 200_000 : 2_000_000, { throughput: 2 })),
  { ...load('get', 1, 60_000, { throughput: 1 }), name: 'GET P=1 TLS', transport: 'tls' },
  { ...load('get', 16, 400_000, { throughput: 1 }), name: 'GET P=16 TLS', transport: 'tls' },
  { ...load('set', 16, 400_000, { throughput: 1 }), name: 'SET P=16 TLS', transport: 'tls' },
  { ...load('get', 1, 100_000, { throughput: 1 }), name: 'GET P=1 Unix socket', transport: 'unix' },
  {
    ...load('set', 16, 800_000, { throughput: 1.1 }),
    name: 'SET P=16 Unix socket',
    transport: 'unix',
  },
];

const LIST: Feed = { key: 'mylist', command: 'RPUSH', words: ['element:#'], members: 1000 };
const LONG_LIST: Feed = { ...LIST, members: 1_000_000 };
const SET: Feed = { key: 'myset', command: 'SADD', words: ['element:#'], members: 1_000_000 };
const ZSET: Feed = {
  key: 'myzset',
  command: 'ZADD',
  words: ['#', 'element:#'],
  members: 1_000_000,
};

/** The other default tests of redis-benchmark, alone and in a pipeline. */
export const COLLECTIONS: readonly Load[] = [1, 16].flatMap((pipeline) => {
  const requests = pipeline === 1 ? 60_000 : 400_000;
  const goal = { throughput: pipeline === 1 ? 1 : 1.1 };
  const plain = ['ping_inline', 'ping_mbulk', 'lpush', 'rpush', 'sadd', 'hset', 'zadd'] as const;
  const popped: readonly (readonly [string, Feed])[] = [
    ['lpop', LONG_LIST],
    ['rpop', LONG_LIST],
    ['spop', SET],
    ['zpopmin', ZSET],
  ];
  return [
    ...plain.map((test) => load(test, pipeline, requests, goal)),
    ...popped.map(([test, feed]) => ({ ...load(test, pipeline, requests, goal), prepare: [feed] })),
    ...[100, 300, 500, 600].map((elements) => ({
      ...command(['LRANGE', 'mylist', '0', String(elements - 1)], pipeline, goal),
      name: `LRANGE_${elements} P=${pipeline}`,
      requests: pipeline === 1 ? 30_000 : 60_000,
      prepare: [LIST],
    })),
  ];
});

const TEN_THOUSAND = 10_000;
const UNION: readonly Feed[] = ['s1', 's2'].map((key, index) => ({
  key,
  command: 'SADD',
  words: [`element:${index}#`],
  members: TEN_THOUSAND,
}));
const SCORED: readonly Feed[] = ['z1', 'z2'].map((key, index) => ({
  key,
  command: 'ZADD',
  words: ['#', `element:${index}#`],
  members: TEN_THOUSAND,
}));

/** What COPY is measured with: one collection of each type. */
const COPIED: readonly Feed[] = [
  { key: 'list', command: 'RPUSH', words: ['element:#'], members: TEN_THOUSAND },
  { key: 'set', command: 'SADD', words: ['element:#'], members: TEN_THOUSAND },
  { key: 'hash', command: 'HSET', words: ['field:#', 'value:#'], members: TEN_THOUSAND },
  { key: 'zset', command: 'ZADD', words: ['#', 'element:#'], members: TEN_THOUSAND },
];

/** Work of the size of the data. */
export const WORK: readonly Load[] = [
  ...COPIED.map((feed) => ({
    ...command(['COPY', feed.key, 'copy', 'REPLACE'], 1, { throughput: 1 }),
    name: `COPY of a ${feed.key} of 10,000`,
    requests: feed.key === 'list' ? 20_000 : 1000,
    isFresh: true as const,
    prepare: [feed],
  })),
  {
    ...command(['HGETALL', 'myhash'], 16, { throughput: 1.1 }),
    name: 'HGETALL of 10 fields P=16',
    requests: 300_000,
    prepare: [{ key: 'myhash', command: 'HSET', words: ['field:#', 'value:#'], members: 10 }],
  },
  {
    ...command(['ZRANGE', 'z1', '0', '99', 'WITHSCORES'], 16, { throughput: 1.1 }),
    name: 'ZRANGE of 100 WITHSCORES P=16',
    requests: 60_000,
    prepare: SCORED,
  },
  {
    ...command(['SUNION', 's1', 's2'], 1, { throughput: 1 }),
    name: 'SUNION of 2 × 10,000',
    requests: 400,
    prepare: UNION,
  },
  {
    ...command(['ZUNIONSTORE', 'z3', '2', 'z1', 'z2'], 1, { throughput: 1 }),
    name: 'ZUNIONSTORE of 2 × 10,000',
    requests: 200,
    prepare: SCORED,
  },
  {
    ...command(['SORT', 'mylist', 'ALPHA'], 1, { throughput: 1 }),
    name: 'SORT ALPHA of 1,000',
    requests: 3000,
    prepare: [LIST],
  },
  {
    ...command(['SORT', 'numbers'], 1, { throughput: 1 }),
    name: 'SORT of 1,000',
    requests: 5000,
    prepare: [{ key: 'numbers', command: 'RPUSH', words: ['#'], members: 1000 }],
  },
];

function command(words: readonly string[], pipeline: number, goal: Load['goal']): Load {
  return {
    name: words.join(' '),
    requests: 0,
    arguments: ['-P', String(pipeline), ...words],
    ...(goal === undefined ? {} : { goal }),
  };
}

/** Five million keys, filled before. */
export const LARGE: readonly Load[] = (['set', 'get'] as const).flatMap((test) =>
  [16, 100].map((pipeline) => ({
    name: `${test.toUpperCase()} P=${pipeline} 5M keys`,
    requests: pipeline === 16 ? 600_000 : 2_000_000,
    arguments: ['-t', test, '-P', String(pipeline), '-r', '5000000', '-d', '32'],
    ...(pipeline === 100 ? { goal: { throughput: 1.8 } } : {}),
  })),
);

export const LARGE_KEYS = 5_000_000;
