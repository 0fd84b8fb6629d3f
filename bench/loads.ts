/** One redis-benchmark run: what it does and how many requests it takes to measure it. */
export interface Load {
  readonly name: string;
  readonly requests: number;
  readonly arguments: readonly string[];
  readonly transport?: 'tcp' | 'tls' | 'unix';
  /** What performance.md asks for: throughput at least, CPU at most, as ratios to redis-server. */
  readonly goal?: { readonly throughput?: number; readonly cpu?: number };
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
  load('ping_mbulk', 16, 800_000, { throughput: 1.1 }),
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
