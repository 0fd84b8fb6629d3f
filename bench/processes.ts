import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server under measurement. Everything is on loopback and ends with the benchmark. */
export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  readonly tlsPort: number;
  readonly socketPath: string;
  /** From the start of the process to the first reply to PING. */
  readonly firstReplyMs: number;
  /** Resident memory before the first key, bytes. */
  readonly emptyRssBytes: number;
  stop(): Promise<void>;
}

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

export interface ServerOptions {
  readonly name: string;
  /** Program and its arguments before the configuration file. */
  readonly command: readonly string[];
  readonly tls: TlsFiles | undefined;
  readonly config?: readonly string[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/** Starts a server from a redis.conf of its own and waits for its first reply. */
export async function startServer({
  name,
  command,
  tls,
  config = [],
}: ServerOptions): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  const port = await freePort();
  const tlsPort = tls === undefined ? 0 : await freePort();
  const socketPath = join(directory, 'socket');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `unixsocket ${socketPath}`,
    'unixsocketperm 600',
    `dir ${directory}`,
    'save ""',
    'maxclients 15000',
    'enable-debug-command yes',
    ...(tls === undefined
      ? []
      : [
          `tls-port ${tlsPort}`,
          `tls-cert-file ${tls.certificate}`,
          `tls-key-file ${tls.key}`,
          `tls-ca-cert-file ${tls.authority}`,
          'tls-auth-clients no',
        ]),
    ...config,
  ];
  const file = join(directory, 'bench.conf');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const [program = '', ...rest] = command;
  const startedMs = performance.now();
  const child = spawn(program, [...rest, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const log: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  await firstReply(port, child, log);
  const firstReplyMs = performance.now() - startedMs;
  const pid = child.pid ?? 0;
  return {
    name,
    pid,
    port,
    tlsPort,
    socketPath,
    firstReplyMs,
    emptyRssBytes: rssBytes(pid),
    stop: () => stop(child),
  };
}

async function firstReply(
  port: number,
  child: ChildProcess,
  log: readonly string[],
): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended at its start: ${log.join('')}`);
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.on('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => {
        setTimeout(() => {
          resolve(false);
        }, 3);
      });
    });
    if (answered) return;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Resident memory as the kernel counts it. */
export function rssBytes(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** Processor time of all threads since the start, in nanoseconds, from the scheduler's own account. */
export function cpuNs(pid: number): number {
  let total = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      total += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // The thread has ended between the two calls; what it used is lost to this account.
    }
  }
  return total;
}

/** Ticks (10 ms) that the process has spent since its start, in its own code and in the kernel. */
export function cpuTicks(pid: number): { readonly own: number; readonly kernel: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold anything; utime and stime are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { own: Number(fields[11]), kernel: Number(fields[12]) };
}
