import { failed, type Outcome, success } from '../../src/ports/failure.ts';
import type {
  Accept,
  Listener,
  Network,
  ProxyProtocol,
  Socket,
  SocketHandler,
  SocketKind,
  TcpListenOptions,
  TlsContextOptions,
  TlsListenOptions,
  UnixListenOptions,
} from '../../src/ports/network.ts';
import type { CertificatesInUse, TlsContext, TlsMaterial, TlsPolicy } from '../../src/ports/tls.ts';

/** Nobody is a proxy. */
export const NO_PROXIES: ProxyProtocol = {
  isProxy: () => false,
  readHeader: () => 'invalid',
  headerBytesMax: 0,
  headerTimeoutMs: () => 0,
};

/** A network without wires: listeners that a test may knock at, and ports that somebody else may hold. */
export class StandNetwork implements Network {
  /** The open listeners, by address and port or path. */
  readonly open = new Map<string, Accept>();
  /** Addresses that another program has. */
  readonly taken = new Set<string>();
  /** What was asked for last, by kind. */
  unix: UnixListenOptions | undefined;
  tls: TlsListenOptions | undefined;
  /** What TLS contexts say of their certificates. */
  certificates: CertificatesInUse = {
    server: { serialNumber: 'AB', notAfterMs: Number.MAX_SAFE_INTEGER },
    named: [],
    authorities: [],
  };
  /** The material that handshakes use now; `bad` material is refused. */
  material: TlsMaterial | undefined;
  /** What handshakes agree on now. */
  policy: TlsPolicy | undefined;

  listenTcp(options: TcpListenOptions): Promise<Outcome<Listener>> {
    return Promise.resolve(this.#listen('tcp', options));
  }

  listenTls(options: TlsListenOptions): Promise<Outcome<Listener>> {
    this.tls = options;
    return Promise.resolve(this.#listen('tls', options));
  }

  listenUnix(options: UnixListenOptions): Promise<Outcome<Listener>> {
    this.unix = options;
    const { path, accept } = options;
    return Promise.resolve(this.#bind('unix', [path], { address: path, port: 0, accept }));
  }

  createTlsContext({ material, policy }: TlsContextOptions): Outcome<TlsContext> {
    const context: TlsContext = {
      handshaking: 0,
      reload: (...next) => this.#use(...next),
      certificates: this.certificates,
    };
    const used = this.#use(material, policy);
    return used.ok ? success(context) : used;
  }

  connect(): Promise<Outcome<Socket>> {
    return Promise.resolve(failed('ENETUNREACH', 'the stand has no other hosts'));
  }

  /** A client comes to a listener. */
  knock(where: string, socket: Socket): SocketHandler | undefined {
    const accept = this.open.get(where);
    if (accept === undefined) throw new Error(`nobody listens at ${where}`);
    return accept(socket);
  }

  #use(material: TlsMaterial, policy: TlsPolicy): Outcome<void> {
    if (new TextDecoder().decode(material.key) === 'bad') {
      return failed('ETLS', 'Failed to load private key: it does not fit');
    }
    this.material = material;
    this.policy = policy;
    return success(undefined);
  }

  #listen(kind: SocketKind, { addresses, port, accept }: TcpListenOptions): Outcome<Listener> {
    const places = addresses.map((address) => `${address}:${port}`);
    return this.#bind(kind, places, { address: addresses[0] ?? '', port, accept });
  }

  #bind(
    kind: SocketKind,
    places: readonly string[],
    { address, port, accept }: { address: string; port: number; accept: Accept },
  ): Outcome<Listener> {
    const held = places.find((place) => this.taken.has(place) || this.open.has(place));
    if (held !== undefined) return failed('EADDRINUSE', `Failed listening on ${held}`);
    for (const place of places) this.open.set(place, accept);
    const close = (): Promise<void> => {
      for (const place of places) this.open.delete(place);
      return Promise.resolve();
    };
    const bound = places.map(() => ({ address, port }));
    return success({ kind, address, port, bound, warnings: [], close });
  }
}
