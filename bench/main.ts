import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aclCostLine, measureAclCost } from './acl-cost.ts';
import { bigKeyLine, measureBigKeys } from './big-keys.ts';
import { makeTlsFiles } from './certificates.ts';
import { chart } from './chart.ts';
import { fanOutLine, measureFanOut } from './fan-out.ts';
import { fill } from './fill.ts';
import { COLLECTIONS, LARGE, LARGE_KEYS, type Load, SMALL, WORK } from './loads.ts';
import { type LoopDelay, loopDelay } from './loop-delay.ts';
import { measureInterleaved, type Result } from './measure.ts';
import { measureMemory, memoryLine } from './memory.ts';
import { rssBytes, startServer } from './processes.ts';
import { type Notes, type TableRow, withNumbers } from './readme-table.ts';
import { call } from './request.ts';

const USAGE = `npm run bench [-- OPTION…]
Measures Casemate and redis-server in turns and writes docs/benchmarks. Takes about an hour.

  --quick            fewer requests, nothing large; writes nothing
  --only TEXT        only loads whose name contains TEXT; writes nothing
  --repetitions N    runs of each load (3)
  --no-large         neither 5 million keys nor big ones
  --big-keys N       members of the big keys (10000000)
  --help             this text
`;

const { values: flags } = readFlags();
if (flags.help) {
  process.stdout.write(USAGE);
  process.exit();
}

interface Row {
  readonly load: Load;
  readonly redis: Result;
  readonly casemate: Result;
}

const OUT = 'docs/benchmarks';
const directory = mkdtempSync(join(tmpdir(), 'bench-'));
const tls = makeTlsFiles(directory);
const delayFile = join(directory, 'delay.json');
process.env['BENCH_LOOP_DELAY_FILE'] = delayFile;
const CASEMATE = [
  process.execPath,
  '--import',
  new URL('loop-delay-probe.mjs', import.meta.url).href,
  'bin/casemate',
];

if (!existsSync('dist/main.js')) throw new Error('Build first: npm run build');
const redis = await startServer({ name: 'redis-server', command: ['redis-server'], tls });
const casemate = await startServer({ name: 'casemate', command: CASEMATE, tls });
// The probe costs milliseconds, so the start is measured on a process without it.
const bare = await startServer({
  name: 'casemate',
  command: [process.execPath, 'bin/casemate'],
  tls: undefined,
});
await bare.stop();
try {
  const rows = await measureAll([...SMALL, ...COLLECTIONS, ...WORK]);
  const fanOut = await measureFanOut([redis, casemate], flags.quick ? 5 : 20);
  for (const row of fanOut) process.stdout.write(`${fanOutLine(row)}\n`);
  const acl = await measureAclCost(casemate, tls, {
    requests: flags.quick ? 160_000 : 800_000,
    repetitions: Number(flags.repetitions),
  });
  for (const row of acl) process.stdout.write(`${aclCostLine(row)}\n`);
  const memory = await measureMemory([redis, casemate]);
  for (const row of memory) process.stdout.write(`${memoryLine(row)}\n`);
  const isSmall = flags['no-large'] || flags.quick;
  const large = isSmall ? undefined : await measureLarge();
  const bigKeys = isSmall
    ? []
    : await measureBigKeys(casemate, delayFile, Number(flags['big-keys']));
  for (const row of bigKeys) process.stdout.write(`${bigKeyLine(row)}\n`);
  await report(rows, large, [
    ...acl.map(aclCostLine),
    ...fanOut.map(fanOutLine),
    ...memory.map(memoryLine),
    ...bigKeys.map(bigKeyLine),
  ]);
} finally {
  await redis.stop();
  await casemate.stop();
  rmSync(directory, { recursive: true, force: true });
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        repetitions: { type: 'string', default: '3' },
        'no-large': { type: 'boolean', default: false },
        'big-keys': { type: 'string', default: '10000000' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`${reason}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function measureAll(loads: readonly Load[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const load of loads.filter(({ name }) =>
    name.toLowerCase().includes(flags.only.toLowerCase()),
  )) {
    const requests = flags.quick ? Math.ceil(load.requests / 5) : load.requests;
    const [first, second] = await measureInterleaved(
      { ...load, requests },
      [redis, casemate],
      Number(flags.repetitions),
      tls,
    );
    if (first === undefined || second === undefined) continue;
    const row = { load, redis: first, casemate: second };
    rows.push(row);
    process.stdout.write(`${line(row)}\n`);
  }
  return rows;
}

/** What is written to docs/benchmarks/latest.json. */
interface BenchmarkDocument {
  readonly date: string;
  readonly machine: {
    readonly processor: string | undefined;
    readonly cores: number;
    readonly kernel: string;
  };
  readonly versions: { readonly node: string; readonly redis: string; readonly casemate: unknown };
  readonly start: {
    readonly firstReplyMs: { readonly redis: number; readonly casemate: number };
    readonly emptyRssBytes: { readonly redis: number; readonly casemate: number };
  };
  readonly bytesPerKey: Large['bytesPerKey'] | undefined;
  readonly loopDelayMs: {
    readonly load: LoopDelay | undefined;
    readonly loadAndSnapshot: LoopDelay | undefined;
  };
  /** What isn't a ratio of requests a second, in words. */
  readonly more: readonly string[];
  readonly loads: readonly (TableRow & { readonly redis: Result; readonly casemate: Result })[];
}

interface Large {
  readonly rows: readonly Row[];
  readonly bytesPerKey: { readonly redis: number; readonly casemate: number };
  readonly loopDelay: LoopDelay;
  readonly loopDelayDuringSnapshot: LoopDelay | undefined;
}

/** On a server of its own: what one has kept of the loads before would count as the keys'. */
async function measureBytesPerKey(name: string, command: readonly string[]): Promise<number> {
  const server = await startServer({ name, command, tls: undefined });
  try {
    await fill(server.port, LARGE_KEYS);
    return (rssBytes(server.pid) - server.emptyRssBytes) / LARGE_KEYS;
  } finally {
    await server.stop();
  }
}

async function measureLarge(): Promise<Large> {
  const bytesPerKey = {
    redis: await measureBytesPerKey('redis-server', ['redis-server']),
    casemate: await measureBytesPerKey('casemate', [process.execPath, 'bin/casemate']),
  };
  process.stdout.write(
    `Bytes per key (16 + 32 bytes, resident): redis-server ${bytesPerKey.redis.toFixed(0)}, casemate ${bytesPerKey.casemate.toFixed(0)}\n`,
  );
  for (const server of [redis, casemate]) {
    await call(server.port, 'FLUSHALL');
    await fill(server.port, LARGE_KEYS);
  }
  const rows = await measureAll(LARGE);
  const quietDelay = await loopDelay(casemate, delayFile, 'load');
  const snapshotDelay = await loopDelay(casemate, delayFile, 'load and snapshot');
  for (const server of [redis, casemate]) await call(server.port, 'FLUSHALL');
  return { rows, bytesPerKey, loopDelay: quietDelay, loopDelayDuringSnapshot: snapshotDelay };
}

function line({ load, redis: reference, casemate: ours }: Row): string {
  const throughput = ours.requestsPerSecond / reference.requestsPerSecond;
  const cpu = ours.cpuUs / reference.cpuUs;
  const goal = load.goal?.throughput;
  const verdict =
    goal === undefined ? '' : throughput >= goal ? `goal ${goal} met` : `goal ${goal} MISSED`;
  return [
    load.name.padEnd(22),
    `${Math.round(reference.requestsPerSecond)}`.padStart(9),
    `${Math.round(ours.requestsPerSecond)}`.padStart(9),
    `${throughput.toFixed(2)}x`.padStart(7),
    `cpu ${cpu.toFixed(2)}`.padStart(9),
    verdict,
  ].join('  ');
}

async function report(
  rows: readonly Row[],
  large: Large | undefined,
  more: readonly string[],
): Promise<void> {
  const all = [...rows, ...(large?.rows ?? [])];
  const document: BenchmarkDocument = {
    date: new Date().toISOString(),
    machine: { processor: cpus()[0]?.model, cores: cpus().length, kernel: release() },
    versions: {
      node: process.version,
      redis: execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).trim(),
      casemate: packageVersion(),
    },
    start: {
      firstReplyMs: { redis: redis.firstReplyMs, casemate: bare.firstReplyMs },
      emptyRssBytes: { redis: redis.emptyRssBytes, casemate: bare.emptyRssBytes },
    },
    bytesPerKey: large?.bytesPerKey,
    loopDelayMs: { load: large?.loopDelay, loadAndSnapshot: large?.loopDelayDuringSnapshot },
    more,
    loads: all.map(({ load, redis: reference, casemate: ours }) => ({
      name: load.name,
      redis: reference,
      casemate: ours,
      throughputRatio: ours.requestsPerSecond / reference.requestsPerSecond,
      cpuRatio: ours.cpuUs / reference.cpuUs,
      ownCpuUs: { redis: reference.ownCpuUs, casemate: ours.ownCpuUs },
      goal: load.goal,
    })),
  };
  const { start } = document;
  process.stdout.write(
    `First reply: redis-server ${start.firstReplyMs.redis.toFixed(0)} ms, casemate ${start.firstReplyMs.casemate.toFixed(0)} ms (goal 300)\n`,
  );
  process.stdout.write(
    `Resident when empty: redis-server ${mib(start.emptyRssBytes.redis)}, casemate ${mib(start.emptyRssBytes.casemate)} (goal 80 MiB)\n`,
  );
  if (large !== undefined)
    process.stdout.write(
      `Event loop delay under load: ${JSON.stringify(large.loopDelay)}; and a snapshot: ${JSON.stringify(large.loopDelayDuringSnapshot)} (goal 10 ms)\n`,
    );
  if (flags.quick || flags.only !== '') return;
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, 'latest.json'), `${JSON.stringify(document, null, 2)}\n`);
  const bars = document.loads.map((load) => ({
    load: load.name,
    ratio: load.throughputRatio,
    goal: load.goal?.throughput,
  }));
  writeFileSync(
    join(OUT, 'latest.svg'),
    `${await chart('Casemate and redis-server, one run', bars)}\n`,
  );
  writePages(document);
}

/** All numbers in the folder's page, and those of strings in the project's README. */
function writePages(document: BenchmarkDocument): void {
  const [machine = '', ...other] = facts(document);
  const write = (file: string, rows: readonly TableRow[], notes: Notes): void => {
    writeFileSync(file, withNumbers(readFileSync(file, 'utf8'), rows, notes));
  };
  write(join(OUT, 'README.md'), document.loads, {
    facts: [machine, ...other, ...document.more],
    end: '![Throughput as a ratio to redis-server](latest.svg)',
  });
  const headlines = new Set([...SMALL, ...LARGE].map(({ name }) => name));
  write(
    'README.md',
    document.loads.filter(({ name }) => headlines.has(name)),
    {
      facts: [machine, ...other],
      end: '[docs/benchmarks](docs/benchmarks/README.md) has the collections, memory per element, and what explains each miss.',
    },
  );
}

/** What isn't a ratio of requests: machine, memory, delays, start. */
function facts(document: BenchmarkDocument): readonly string[] {
  const { machine, versions, start, bytesPerKey, loopDelayMs } = document;
  const delay = (name: string, measured: LoopDelay | undefined): string =>
    measured === undefined
      ? `${name} not measured`
      : `${name} p99 ${measured.p99.toFixed(1)} ms, longest ${measured.max.toFixed(1)} ms`;
  return [
    `${machine.processor ?? 'unknown processor'}, ${machine.cores} shared cores, Linux ${machine.kernel}; Node ${versions.node}; ${versions.redis.split(' sha')[0] ?? ''}; ${document.date.slice(0, 10)}; ${flags.repetitions} interleaved runs of each load.`,
    `First reply ${start.firstReplyMs.casemate.toFixed(0)} ms after the start (goal 300; redis-server ${start.firstReplyMs.redis.toFixed(0)}); ${mib(start.emptyRssBytes.casemate)} resident when empty (goal 80; redis-server ${mib(start.emptyRssBytes.redis)}).`,
    ...(bytesPerKey === undefined
      ? []
      : [
          `5 million keys of 16 bytes with values of 32: ${bytesPerKey.casemate.toFixed(0)} bytes of resident memory each, redis-server ${bytesPerKey.redis.toFixed(0)}: ratio ${(bytesPerKey.casemate / bytesPerKey.redis).toFixed(2)} (goal 0.7).`,
        ]),
    `Event loop delay with 5 million keys (goal 10 ms): ${delay('under load', loopDelayMs.load)}; ${delay('under load beside a snapshot', loopDelayMs.loadAndSnapshot)}.`,
  ];
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function packageVersion(): unknown {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version?: unknown }).version;
}
