import type { Socket as NetSocket } from 'node:net';
import type { Accept, Socket, SocketHandler, SocketKind } from '../ports/network.ts';
import type { PeerCertificate } from '../ports/tls.ts';
import { adoptHandle, descriptorOf, SHARED_READ_BUFFER, shareReadBuffer } from './adopt-handle.ts';
import { viewOf } from './buffer-view.ts';

const NOTHING = Buffer.alloc(0);
const IPV4_MAPPED = '::ffff:';

/** How a connection came to be, and what is known of it beyond its stream. */
export interface ConnectionOrigin {
  readonly kind: SocketKind;
  /** The path of the Unix socket it came through. */
  readonly path?: string;
  readonly peerCertificate?: PeerCertificate;
  /** Who is behind the proxy that made the connection. */
  readonly client?: { readonly address: string; readonly port: number };
  /** `data` events even where the shared buffer would work, as on a Node that lacks it. */
  readonly dataEvents?: boolean;
}

/** A connection on Node's sockets. */
export class NodeSocket implements Socket {
  readonly kind: SocketKind;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly fd: number;
  readonly peerCertificate: PeerCertificate | undefined;
  #stream: NetSocket;
  #handler: SocketHandler | undefined;
  #paused = false;
  #ending = false;
  #awaitingDrain = false;
  readonly #flushed = (): void => this.#onFlushed();
  readonly #closed = (): void => this.#onClosed();

  private constructor(stream: NetSocket, origin: ConnectionOrigin) {
    this.#stream = stream;
    this.kind = origin.kind;
    const path = origin.path;
    this.remoteAddress = path ?? origin.client?.address ?? plainAddress(stream.remoteAddress);
    this.remotePort = path === undefined ? (origin.client?.port ?? stream.remotePort ?? 0) : 0;
    this.localAddress = path ?? plainAddress(stream.localAddress);
    this.localPort = path === undefined ? (stream.localPort ?? 0) : 0;
    this.fd = descriptorOf(stream);
    this.peerCertificate = origin.peerCertificate;
  }

  /** Gives an accepted connection to its owner and starts reading. */
  static open(accepted: NetSocket, origin: ConnectionOrigin, accept: Accept): NodeSocket {
    const socket = new NodeSocket(accepted, origin);
    socket.#listen(origin);
    const handler = accept(socket);
    if (handler === undefined) socket.end();
    else {
      socket.#handler = handler;
      if (!socket.#paused) socket.#stream.resume();
    }
    return socket;
  }

  #listen(origin: ConnectionOrigin): void {
    const shared = origin.dataEvents !== true;
    const read = (length: number): void => this.#received(SHARED_READ_BUFFER, length);
    const adopted = shared && origin.kind !== 'tls' ? adoptHandle(this.#stream, read) : undefined;
    const stream = adopted ?? this.#stream;
    this.#stream = stream;
    if (adopted === undefined) {
      stream.on('data', (chunk: Buffer) => this.#received(chunk, chunk.length));
      stream.pause();
      if (shared && origin.kind === 'tls') shareReadBuffer(stream, read);
    }
    stream.on('end', () => {
      if (!this.#ending) this.#handler?.onEnd();
    });
    stream.on('error', (error) => this.#handler?.onError(error.message));
    stream.on('close', this.#closed);
  }

  #received(bytes: Uint8Array, length: number): void {
    if (!this.#ending) this.#handler?.onBytes(bytes, length);
  }

  write(bytes: Uint8Array, start = 0, end: number = bytes.length): boolean {
    if (this.#ending || start === end) return true;
    const stream = this.#stream;
    if (stream.writableLength !== 0) return this.#writeBehind(bytes, start, end);
    if (this.kind === 'tls') {
      // A TLS stream that was idle has encrypted the bytes inside `write`, although it always reports later that they
      // have left. So the callback costs no tick of its own (measured: 12% less than an empty write behind each reply).
      this.#awaitingDrain = true;
      stream.write(viewOf(bytes, start, end), this.#flushed);
      return true;
    }
    stream.write(viewOf(bytes, start, end));
    if (this.pendingBytes === 0) return true;
    this.#awaitDrain();
    return false;
  }

  /** A part of a bigger buffer is copied, so that a slow reader pins what it is owed and not a whole output buffer per reply. */
  #writeBehind(bytes: Uint8Array, start: number, end: number): boolean {
    this.#awaitDrain();
    if (end - start === bytes.buffer.byteLength) {
      this.#stream.write(viewOf(bytes, start, end));
      return false;
    }
    this.#stream.write(Buffer.from(viewOf(bytes, start, end)));
    return true;
  }

  /**
   * Node's `drain` event comes only above the high-water mark, and a callback per write would cost every reply a tick.
   * So an empty write is queued behind what is pending, and only then: its callback tells that all before it has left.
   */
  #awaitDrain(): void {
    if (this.#awaitingDrain) return;
    this.#awaitingDrain = true;
    this.#stream.write(NOTHING, this.#flushed);
  }

  #onFlushed(): void {
    this.#awaitingDrain = false;
    if (this.#ending) this.#onClosed();
    else if (this.#stream.writableLength === 0) this.#handler?.onDrain();
    else this.#awaitDrain();
  }

  get pendingBytes(): number {
    return this.#stream.writableLength;
  }

  pause(): void {
    this.#paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#ending && this.#handler !== undefined) this.#stream.resume();
  }

  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#stream.pause();
    this.#stream.destroySoon();
    if (this.pendingBytes === 0) setImmediate(this.#closed);
  }

  destroy(): void {
    this.#ending = true;
    this.#stream.destroy();
    setImmediate(this.#closed);
  }

  /** Over with the poll phase in which it ended: a TLS stream says so some phases later, and would be a client meanwhile. */
  #onClosed(): void {
    this.#ending = true;
    const handler = this.#handler;
    this.#handler = undefined;
    handler?.onClose();
  }

  setKeepAlive(seconds: number): void {
    if (this.kind !== 'unix') this.#stream.setKeepAlive(seconds > 0, seconds * 1000);
  }
}

function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  const unmapped =
    address.startsWith(IPV4_MAPPED) && address.includes('.')
      ? address.slice(IPV4_MAPPED.length)
      : address;
  const zone = unmapped.indexOf('%');
  return zone === -1 ? unmapped : unmapped.slice(0, zone);
}
