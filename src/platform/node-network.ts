import type { Socket as NetSocket } from 'node:net';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type {
  Accept,
  ConnectTarget,
  Listener,
  Network,
  Socket,
  TcpListenOptions,
  TlsClientOptions,
  TlsContextOptions,
  TlsListenOptions,
  UnixListenOptions,
} from '../ports/network.ts';
import type { TlsContext } from '../ports/tls.ts';
import { NodeSocket } from './node-socket.ts';
import { NodeTlsContext } from './node-tls-context.ts';
import { errorCode, errorText } from './system-error.ts';
import { bindTcp } from './tcp-listener.ts';
import { bindUnix } from './unix-listener.ts';

/** How plain sockets are read. */
export interface NodeNetworkOptions {
  /** `events`: plain `data` events, for a Node without the `handle` option and for the test of that path. */
  readonly reading: 'shared-buffer' | 'events';
}

/** The machine's network. */
export class NodeNetwork implements Network {
  readonly #dataEvents: boolean;

  constructor(options: NodeNetworkOptions = { reading: 'shared-buffer' }) {
    this.#dataEvents = options.reading === 'events';
  }

  async listenTcp(options: TcpListenOptions): Promise<Outcome<Listener>> {
    const onConnection = (accepted: NetSocket): void => {
      NodeSocket.open(accepted, { kind: 'tcp', dataEvents: this.#dataEvents }, options.accept);
    };
    return await bindTcp({ ...options, kind: 'tcp', pauseOnConnect: true, onConnection });
  }

  async listenTls(options: TlsListenOptions): Promise<Outcome<Listener>> {
    if (!(options.tls instanceof NodeTlsContext))
      return failed('EINVAL', 'the TLS context was made by another network');
    return await bindTcp({
      ...options,
      kind: 'tls',
      pauseOnConnect: false,
      onConnection: options.tls.attach(options),
    });
  }

  async listenUnix(options: UnixListenOptions): Promise<Outcome<Listener>> {
    const onConnection = (accepted: NetSocket): void => {
      NodeSocket.open(
        accepted,
        { kind: 'unix', path: options.path, dataEvents: this.#dataEvents },
        options.accept,
      );
    };
    return await bindUnix({ ...options, onConnection });
  }

  createTlsContext(options: TlsContextOptions): Outcome<TlsContext> {
    return NodeTlsContext.create(options);
  }

  async connect(target: ConnectTarget, accept: Accept): Promise<Outcome<Socket>> {
    try {
      const stream = await opened(target);
      const origin =
        target.kind === 'unix' ? { kind: target.kind, path: target.path } : { kind: target.kind };
      return success(NodeSocket.open(stream, { ...origin, dataEvents: true }, accept));
    } catch (error) {
      return failed(
        errorCode(error),
        `Could not connect to ${describe(target)}: ${errorText(error)}`,
      );
    }
  }
}

function opened(target: ConnectTarget): Promise<NetSocket> {
  const { promise, resolve, reject } = settle<NetSocket>();
  const stream = streamTo(target, () => {
    stream.off('error', reject);
    resolve(stream);
  });
  stream.once('error', reject);
  return promise;
}

function streamTo(target: ConnectTarget, connected: () => void): NetSocket {
  if (target.kind === 'unix')
    return connectPlain({ path: target.path, allowHalfOpen: true }, connected);
  const { host, port } = target;
  if (target.kind === 'tcp')
    return connectPlain({ host, port, noDelay: true, allowHalfOpen: true }, connected);
  return connectTls({ host, port, ...clientOptions(host, target.tls) }, connected);
}

function clientOptions(host: string, tls: TlsClientOptions): object {
  const { authorities, certificate, key, serverName } = tls;
  return {
    ...(authorities === undefined ? {} : { ca: authorities.map((bundle) => Buffer.from(bundle)) }),
    ...(certificate === undefined ? {} : { cert: Buffer.from(certificate) }),
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    rejectUnauthorized: tls.insecure !== true,
    noDelay: true,
    allowHalfOpen: true,
    host,
  };
}

function settle<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

function describe(target: ConnectTarget): string {
  if (target.kind === 'unix') return target.path;
  return `${target.host.includes(':') ? `[${target.host}]` : target.host}:${String(target.port)}`;
}
