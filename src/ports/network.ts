import type { Outcome } from './failure.ts';
import type { PeerCertificate, TlsContext, TlsMaterial, TlsPolicy } from './tls.ts';

/** How the bytes of a socket travel. */
export type SocketKind = 'tcp' | 'tls' | 'unix';

/** What the owner of a connection does with what arrives. Every call comes from the event loop, never from inside a Socket method. */
export interface SocketHandler {
  /**
   * `length` bytes arrived at the start of `bytes`. The memory belongs to the network and is overwritten by the next read
   * of ANY socket. TCP and Unix sockets pass the very same array each time, so a DataView over it may be cached by identity.
   */
  onBytes(bytes: Uint8Array, length: number): void;
  /** The peer will send no more. The connection stays open for replies until the owner calls `end` or `destroy`. */
  onEnd(): void;
  /** The connection is gone, whoever ended it. Called exactly once, and last. */
  onClose(): void;
  /** Everything written so far has reached the kernel. Called once after writes that left bytes pending, `write` having returned false or not. */
  onDrain(): void;
  /** Something broke; `onClose` follows. */
  onError(message: string): void;
}

/** One accepted connection. */
export interface Socket {
  /**
   * Sends bytes `start` to `end` (all of them when left out; a range spares the caller a view).
   * True: the bytes are no longer referred to and the memory may be overwritten at once.
   * False: the network still points at this memory, which must not change before `onDrain`. After the end it is ignored (true).
   * While earlier bytes are pending, a part of a bigger buffer is copied, so that a peer that doesn't read pins no more than
   * one output buffer; a whole buffer is handed over.
   */
  write(bytes: Uint8Array, start?: number, end?: number): boolean;
  /** Bytes accepted by `write` that the kernel has not taken yet. */
  readonly pendingBytes: number;
  /** Stops reading; `onBytes` may not come again until `resume`. May be called inside `onBytes`. */
  pause(): void;
  resume(): void;
  /** Sends what is pending, then closes. Reads no more. A peer that doesn't read keeps it open: the owner sets a deadline and calls `destroy`. */
  end(): void;
  /** Closes now and forgets what is pending. */
  destroy(): void;
  readonly kind: SocketKind;
  /** Peer address without brackets or zone prefix, IPv4 never as ::ffff:; the socket's path for a Unix socket. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** The file descriptor number, or -1 where the platform hides it. */
  readonly fd: number;
  /** 0 switches keepalive off. */
  setKeepAlive(seconds: number): void;
  /** Set on TLS sockets whose peer sent a certificate. */
  readonly peerCertificate: PeerCertificate | undefined;
}

/**
 * Takes a new connection. Returning nothing ends it after what was written to it has been sent,
 * which is how `-ERR max number of clients reached` gets out.
 */
export type Accept = (socket: Socket) => SocketHandler | undefined;

/** Where a listener listens. */
export interface BoundAddress {
  readonly address: string;
  readonly port: number;
}

/** An open listener: one port on one or many addresses, or one Unix socket. */
export interface Listener {
  readonly kind: SocketKind;
  /** The first address, or the path of a Unix socket. */
  readonly address: string;
  /** The first port (the real one when 0 was asked for), 0 for a Unix socket. */
  readonly port: number;
  readonly bound: readonly BoundAddress[];
  /** Lines for the log: optional addresses that could not be bound. */
  readonly warnings: readonly string[];
  /** Stops listening; accepted connections live on. A Unix socket's file is removed. */
  close(): Promise<void>;
}

/** What TCP and TLS listeners take. */
export interface TcpListenOptions {
  /** As `bind` has them: `*`, `::*`, names, and a leading `-` for an address that may be missing. */
  readonly addresses: readonly string[];
  /** 0 takes any free port (the same one on every address). */
  readonly port: number;
  readonly backlog: number;
  readonly keepAliveSeconds: number;
  readonly accept: Accept;
}

/** Handshakes under way when another one asks to begin. */
export interface Handshaking {
  /** How many of them have a peer address for which `isSame` is true. */
  readonly from: (isSame: (remoteAddress: string) => boolean) => number;
  readonly total: number;
}

/** What a proxy puts in front of a connection (PROXY protocol). */
export interface ProxyHeader {
  /** Bytes of the header. */
  readonly length: number;
  /** Who connected to the proxy; undefined for the proxy's own connections (health checks). */
  readonly client: { readonly address: string; readonly port: number } | undefined;
}

/** How connections of proxies begin. */
export interface ProxyProtocol {
  readonly isProxy: (remoteAddress: string) => boolean;
  /** Reads the header at the start of what came from a proxy. */
  readonly readHeader: (
    bytes: Uint8Array,
    proxyAddress: string,
  ) => ProxyHeader | 'incomplete' | 'invalid';
  readonly headerBytesMax: number;
  /** Asked for each connection. */
  readonly headerTimeoutMs: () => number;
}

/** Why a handshake came to nothing: the client showed a certificate that doesn't hold, or anything else. */
export type HandshakeFailure = 'certificate' | 'other';

/** A TLS listener calls `accept` after the handshake, and asks `admit` before it. */
export interface TlsListenOptions extends TcpListenOptions {
  readonly tls: TlsContext;
  /** False ends the connection before a byte of the handshake is read (stops the connection flood). */
  readonly admit?: (remoteAddress: string, handshaking: Handshaking) => boolean;
  /** Connections of these proxies begin with a header in clear; then `admit` is asked again, about the client. */
  readonly proxies?: ProxyProtocol;
  readonly onHandshakeFailed?: (
    remoteAddress: string,
    message: string,
    why: HandshakeFailure,
  ) => void;
}

/** A Unix socket listener. The owner, group and mode are set before the socket is at its path. */
export interface UnixListenOptions {
  readonly path: string;
  /** Permission bits, e.g. 0o600. Absent: what the process's umask allows, as in Redis. */
  readonly mode?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
  readonly backlog: number;
  readonly accept: Accept;
}

/** What a TLS context is made of; every listener that uses it shares the handshake deadline. */
export interface TlsContextOptions {
  readonly material: TlsMaterial;
  readonly policy: TlsPolicy;
  readonly handshakeTimeoutMs: number;
}

/** Where to connect to. */
export type ConnectTarget =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'tls';
      readonly host: string;
      readonly port: number;
      readonly tls: TlsClientOptions;
    };

/** What a TLS client trusts and shows. */
export interface TlsClientOptions {
  readonly authorities?: readonly Uint8Array[];
  readonly certificate?: Uint8Array;
  readonly key?: Uint8Array;
  readonly serverName?: string;
  /** Accepts any server. Only ever by the operator's explicit word. */
  readonly insecure?: boolean;
}

/** The world of sockets. */
export interface Network {
  /** A failure's message is what redis-server prints, plus who holds the port where that can be seen: one log line per line. */
  listenTcp(options: TcpListenOptions): Promise<Outcome<Listener>>;
  listenTls(options: TlsListenOptions): Promise<Outcome<Listener>>;
  listenUnix(options: UnixListenOptions): Promise<Outcome<Listener>>;
  /** Checks certificate, key, ciphers and curves; the failure names the directive that is wrong. */
  createTlsContext(options: TlsContextOptions): Outcome<TlsContext>;
  connect(target: ConnectTarget, accept: Accept): Promise<Outcome<Socket>>;
}
