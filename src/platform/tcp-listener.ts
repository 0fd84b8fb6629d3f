import { readFile } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type { BoundAddress, Listener, SocketKind } from '../ports/network.ts';
import type { ListenAddress } from './listen-address.ts';
import { resolveListenAddress } from './listen-address.ts';
import { portHolder } from './port-holder.ts';
import { errorCode, errorText } from './system-error.ts';

/** What every TCP listener needs, whatever runs on top of it. */
export interface BindOptions {
  readonly kind: SocketKind;
  readonly addresses: readonly string[];
  readonly port: number;
  readonly backlog: number;
  readonly keepAliveSeconds: number;
  /** The socket comes paused and half-open. */
  readonly onConnection: (socket: Socket) => void;
  readonly pauseOnConnect: boolean;
}

/** Families that a kernel may lack: redis-server passes over these even when the address isn't marked optional. */
const UNSUPPORTED = new Set([
  'EAFNOSUPPORT',
  'EPFNOSUPPORT',
  'ENOPROTOOPT',
  'EPROTONOSUPPORT',
  'ESOCKTNOSUPPORT',
]);

/** Binds one port on every address, or on none of them. */
export async function bindTcp(options: BindOptions): Promise<Outcome<Listener>> {
  const servers: Server[] = [];
  const bound: BoundAddress[] = [];
  const warnings: string[] = [];
  for (const entry of options.addresses) {
    const port = bound[0]?.port ?? options.port;
    const outcome = await bindOne(entry, port, options);
    if (outcome.server !== undefined) {
      servers.push(outcome.server);
      bound.push(addressOf(outcome.server));
      continue;
    }
    warnings.push(outcome.warning);
    if (outcome.passable) continue;
    for (const server of servers) server.close();
    const lines = [...warnings, ...(await explain(outcome.code, port, options.kind))];
    lines.push(`Failed listening on port ${String(port)} (${options.kind}), aborting.`);
    return failed(outcome.code, lines.join('\n'));
  }
  warnings.push(...(await backlogWarning(options.backlog)));
  return success(new TcpListener(options.kind, servers, { bound, warnings }));
}

type BindResult =
  | { readonly server: Server }
  | {
      readonly server: undefined;
      readonly warning: string;
      readonly code: string;
      readonly passable: boolean;
    };

async function bindOne(entry: string, port: number, options: BindOptions): Promise<BindResult> {
  let address: ListenAddress = {
    text: entry.replace(/^-/, ''),
    host: '',
    ipv6: false,
    optional: entry.startsWith('-'),
  };
  try {
    address = await resolveListenAddress(entry);
    return { server: await openServer(address, port, options) };
  } catch (error) {
    const code = errorCode(error);
    const call =
      error instanceof Error && 'syscall' in error && error.syscall === 'listen' ? 'bind: ' : '';
    const warning = `Warning: Could not create server TCP listening socket ${address.text}:${String(port)}: ${call}${errorText(error)}`;
    const passable = (address.optional && code === 'EADDRNOTAVAIL') || UNSUPPORTED.has(code);
    return { server: undefined, warning, code, passable };
  }
}

function openServer(address: ListenAddress, port: number, options: BindOptions): Promise<Server> {
  const server = createServer(
    {
      allowHalfOpen: true,
      pauseOnConnect: options.pauseOnConnect,
      noDelay: true,
      keepAlive: options.keepAliveSeconds > 0,
      keepAliveInitialDelay: options.keepAliveSeconds * 1000,
    },
    options.onConnection,
  );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // `exclusive`: under node:cluster a listener must not be shared silently.
    server.listen(
      {
        host: address.host,
        port,
        backlog: options.backlog,
        ipv6Only: address.ipv6,
        exclusive: true,
      },
      () => {
        server.off('error', reject);
        // An accept that fails later (out of descriptors) must not end the process: the connection is lost, the listener stays.
        server.on('error', () => undefined);
        resolve(server);
      },
    );
  });
}

function addressOf(server: Server): BoundAddress {
  const address = server.address();
  if (address === null || typeof address === 'string') return { address: '', port: 0 };
  return { address: address.address, port: address.port };
}

async function explain(code: string, port: number, kind: SocketKind): Promise<string[]> {
  if (code === 'EADDRINUSE') {
    const holder = await portHolder(port);
    return [
      `Port ${String(port)} is in use by ${holder ?? 'a process that cannot be seen from here'}: stop it, or choose another port with --${kind === 'tls' ? 'tls-port' : 'port'}.`,
    ];
  }
  if (code === 'EACCES' && port < 1024)
    return [`Ports below 1024 need the capability CAP_NET_BIND_SERVICE: choose another port.`];
  return [];
}

async function backlogWarning(backlog: number): Promise<string[]> {
  const text = await readFile('/proc/sys/net/core/somaxconn', 'utf8').catch(() => '');
  const limit = Number.parseInt(text, 10);
  if (!(limit < backlog)) return [];
  return [
    `WARNING: The TCP backlog setting of ${String(backlog)} cannot be enforced because /proc/sys/net/core/somaxconn is set to the lower value of ${String(limit)}.`,
  ];
}

class TcpListener implements Listener {
  readonly kind: SocketKind;
  readonly bound: readonly BoundAddress[];
  readonly warnings: readonly string[];
  readonly #servers: readonly Server[];

  constructor(
    kind: SocketKind,
    servers: readonly Server[],
    { bound, warnings }: Pick<Listener, 'bound' | 'warnings'>,
  ) {
    this.kind = kind;
    this.#servers = servers;
    this.bound = bound;
    this.warnings = warnings;
  }

  get address(): string {
    return this.bound[0]?.address ?? '';
  }

  get port(): number {
    return this.bound[0]?.port ?? 0;
  }

  /** The kernel stops listening inside `close`; Node's own callback waits for every connection, which we don't. */
  async close(): Promise<void> {
    for (const server of this.#servers) server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
