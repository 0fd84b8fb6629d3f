import { toLatin1 } from '../../src/base/bytes.ts';
import type { Socket, SocketKind } from '../../src/ports/network.ts';

/** The server's end of a connection that no network carries. A test says how much of it the peer reads. */
export class StandSocket implements Socket {
  readonly kind: SocketKind;
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  readonly fd: number;
  readonly peerCertificate = undefined;
  /** What the peer has not read. */
  pendingBytes = 0;
  /** Sent since the last `take`, one character per byte. */
  written = '';
  /** How many writes that took. */
  writes = 0;
  /** The peer reads nothing: writes stay pending. */
  stuck = false;
  paused = false;
  ended: 'no' | 'after-replies' | 'now' = 'no';
  keepAliveSeconds = -1;

  constructor(remoteAddress = '127.0.0.1', kind: SocketKind = 'tcp', number = 1) {
    const isUnix = kind === 'unix';
    this.kind = kind;
    this.remoteAddress = remoteAddress;
    this.localAddress = isUnix ? remoteAddress : '127.0.0.1';
    this.remotePort = isUnix ? 0 : 40_000 + number;
    this.localPort = isUnix ? 0 : 6379;
    this.fd = 7 + number;
  }

  get closed(): boolean {
    return this.ended !== 'no';
  }

  write(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
    if (this.closed) return true;
    this.writes++;
    this.written += toLatin1(bytes.subarray(start, end));
    if (!this.stuck) return true;
    // As the real one: what comes behind unread bytes is copied.
    const isCopied = this.pendingBytes > 0;
    this.pendingBytes += end - start;
    return isCopied;
  }

  /** What has been sent since it was last asked. */
  take(): string {
    const { written } = this;
    this.written = '';
    return written;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    if (!this.closed) this.ended = 'after-replies';
  }

  destroy(): void {
    this.ended = 'now';
  }

  setKeepAlive(seconds: number): void {
    this.keepAliveSeconds = seconds;
  }
}
