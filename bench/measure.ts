import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { feed } from './feed.ts';
import type { Load } from './loads.ts';
import { cpuNs, cpuTicks, type Server, type TlsFiles } from './processes.ts';
import { call } from './request.ts';

const run = promisify(execFile);
const CLIENTS = 50;
const QUIET_SHARE = 0.7;
const QUIET_WAIT_MS = 3000;

/** One run of one load on one server. */
export interface Sample {
  readonly requestsPerSecond: number;
  /** Processor time of the server for each request, microseconds. */
  readonly cpuUs: number;
  /** What of it was not spent in the kernel. */
  readonly ownCpuUs: number;
}

/** The middle of several samples. */
export interface Result {
  readonly load: string;
  readonly server: string;
  readonly requestsPerSecond: number;
  readonly cpuUs: number;
  readonly ownCpuUs: number;
}

/** Runs a load on every server in turn, several times over, so that a noisy minute hits all of them alike. */
export async function measureInterleaved(
  load: Load,
  servers: readonly Server[],
  repetitions: number,
  tls: TlsFiles,
): Promise<Result[]> {
  const samples = new Map(servers.map((server) => [server, [] as Sample[]]));
  for (let i = 0; i < repetitions; i++) {
    for (const server of servers) {
      await quiet();
      samples.get(server)?.push(await measure(load, server, tls));
    }
  }
  return servers.map((server) => {
    const taken = samples.get(server) ?? [];
    return {
      load: load.name,
      server: server.name,
      requestsPerSecond: median(taken.map((sample) => sample.requestsPerSecond)),
      cpuUs: median(taken.map((sample) => sample.cpuUs)),
      ownCpuUs: median(taken.map((sample) => sample.ownCpuUs)),
    };
  });
}

async function measure(load: Load, server: Server, tls: TlsFiles): Promise<Sample> {
  if (load.isFresh === true) await call(server.port, 'FLUSHALL');
  for (const each of load.prepare ?? []) await feed(server.port, each);
  const before = cpuNs(server.pid);
  const ticksBefore = cpuTicks(server.pid);
  const { stdout } = await run(
    'redis-benchmark',
    [
      ...target(load, server, tls),
      '-c',
      String(CLIENTS),
      '-n',
      String(load.requests),
      '-q',
      ...load.arguments,
    ],
    { maxBuffer: 64 << 20 },
  );
  const cpuUs = (cpuNs(server.pid) - before) / 1000 / load.requests;
  const ticks = cpuTicks(server.pid);
  const own = ticks.own - ticksBefore.own;
  const ownShare = own / (own + ticks.kernel - ticksBefore.kernel);
  const rates = [...stdout.matchAll(/([\d.]+) requests per second/g)];
  const rate = Number(rates.at(-1)?.[1]);
  if (!(rate > 0))
    throw new Error(`redis-benchmark gave no result for ${load.name} on ${server.name}: ${stdout}`);
  return { requestsPerSecond: rate, cpuUs, ownCpuUs: cpuUs * ownShare };
}

function target(load: Load, server: Server, tls: TlsFiles): readonly string[] {
  if (load.transport === 'unix') return ['-s', server.socketPath];
  if (load.transport === 'tls')
    return ['--tls', '--cacert', tls.authority, '-h', 'localhost', '-p', String(server.tlsPort)];
  return ['-p', String(server.port)];
}

/** Waits, not for long, until nobody else uses the processor. */
async function quiet(): Promise<void> {
  const end = performance.now() + QUIET_WAIT_MS;
  while (performance.now() < end) {
    const before = idleShare();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const after = idleShare();
    const total = after.total - before.total;
    if (total > 0 && (after.idle - before.idle) / total > QUIET_SHARE) return;
  }
}

function idleShare(): { idle: number; total: number } {
  const fields = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
    .trim()
    .split(/\s+/)
    .slice(1, 9)
    .map(Number);
  return {
    idle: (fields[3] ?? 0) + (fields[4] ?? 0),
    total: fields.reduce((sum, field) => sum + field, 0),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
