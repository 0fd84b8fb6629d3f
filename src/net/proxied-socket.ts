import type { Clock, Timer } from '../ports/clock.ts';
import {
  ENDED_BEFORE_HEADER,
  HeaderCollector,
  NO_HEADER_IN_TIME,
} from '../ports/header-collector.ts';
import type { Accept, ProxyProtocol, Socket, SocketHandler, SocketKind } from '../ports/network.ts';
import type { PeerCertificate } from '../ports/tls.ts';

/** A connection that came through a proxy, with the address of who is behind it. */
class ProxiedSocket implements Socket {
  readonly #inner: Socket;
  readonly kind: SocketKind;
  readonly remoteAddress: string;
  readonly remotePort: number;

  constructor(inner: Socket, client: { readonly address: string; readonly port: number }) {
    this.#inner = inner;
    this.kind = inner.kind;
    this.remoteAddress = client.address;
    this.remotePort = client.port;
  }

  get localAddress(): string {
    return this.#inner.localAddress;
  }

  get localPort(): number {
    return this.#inner.localPort;
  }

  get fd(): number {
    return this.#inner.fd;
  }

  get peerCertificate(): PeerCertificate | undefined {
    return this.#inner.peerCertificate;
  }

  get pendingBytes(): number {
    return this.#inner.pendingBytes;
  }

  write(bytes: Uint8Array, start?: number, end?: number): boolean {
    return this.#inner.write(bytes, start, end);
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  end(): void {
    this.#inner.end();
  }

  destroy(): void {
    this.#inner.destroy();
  }

  setKeepAlive(seconds: number): void {
    this.#inner.setKeepAlive(seconds);
  }
}

export interface ProxyOptions {
  readonly accept: Accept;
  readonly proxies: ProxyProtocol;
  readonly clock: Pick<Clock, 'after'>;
  /** Hears why a connection was ended. */
  readonly refused: (reason: string) => void;
  /** The header has been read, or will never be. Called once. */
  readonly settled: () => void;
}

/**
 * Reads the header of a connection from a proxy, and is then only the way to whoever owns the connection. Without a valid
 * header the connection ends: its address would be the proxy's, and rules about addresses would judge the wrong one (attack
 * row "spoofed PROXY header").
 */
export class ProxiedConnection implements SocketHandler {
  readonly #socket: Socket;
  readonly #options: ProxyOptions;
  readonly #deadline: Timer;
  readonly #header: HeaderCollector;
  #handler: SocketHandler | undefined;
  #over = false;
  #settled = false;

  constructor(socket: Socket, options: ProxyOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#header = new HeaderCollector(options.proxies, socket.remoteAddress);
    this.#deadline = options.clock.after(options.proxies.headerTimeoutMs(), () => {
      this.#refuse(NO_HEADER_IN_TIME);
    });
  }

  onBytes(bytes: Uint8Array, length: number): void {
    if (this.#handler !== undefined) this.#handler.onBytes(bytes, length);
    else if (!this.#over) this.#readHeader(bytes.subarray(0, length));
  }

  onEnd(): void {
    if (this.#handler !== undefined) this.#handler.onEnd();
    else this.#refuse(ENDED_BEFORE_HEADER);
  }

  onClose(): void {
    this.#settle();
    this.#over = true;
    this.#handler?.onClose();
  }

  onDrain(): void {
    this.#handler?.onDrain();
  }

  onError(message: string): void {
    this.#handler?.onError(message);
  }

  #readHeader(bytes: Uint8Array): void {
    const header = this.#header.add(bytes);
    if (header === undefined) return;
    if (typeof header === 'string') {
      this.#refuse(header);
      return;
    }
    this.#settle();
    const { client, rest } = header;
    const socket = client === undefined ? this.#socket : new ProxiedSocket(this.#socket, client);
    this.#handler = this.#options.accept(socket);
    if (this.#handler === undefined) {
      this.#over = true;
      this.#socket.end();
      return;
    }
    if (rest.length > 0) this.#handler.onBytes(rest, rest.length);
  }

  #refuse(reason: string): void {
    if (this.#over || this.#handler !== undefined) return;
    this.#over = true;
    this.#settle();
    this.#options.refused(reason);
    this.#socket.destroy();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#deadline.cancel();
    this.#options.settled();
  }
}
