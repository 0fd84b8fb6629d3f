import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';
import { lastly } from './cleanup.ts';
import { eventually } from './eventually.ts';

export interface RawConnectionOptions {
  readonly port?: number;
  readonly host?: string;
  /** Path of a Unix socket, instead of host and port. */
  readonly path?: string;
  /** Where to come from: any address of 127.0.0.0/8 is a source of its own. */
  readonly localAddress?: string;
}

/** A socket for attackers: sends any bytes, reads or doesn't, and sees whether it has been thrown out. */
export class RawConnection {
  readonly socket: net.Socket;
  /** All that came, one character per byte. */
  received = '';
  isClosed = false;
  /** When the other side ended or reset the connection. */
  readonly closed: Promise<void>;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.isClosed = true;
        resolve();
      });
    });
  }

  static async open(context: TestContext, options: RawConnectionOptions): Promise<RawConnection> {
    const { path, port = 0, host = '127.0.0.1', localAddress } = options;
    const socket =
      path === undefined
        ? net.connect({ port, host, ...(localAddress === undefined ? {} : { localAddress }) })
        : net.connect({ path });
    await once(socket, 'connect');
    const connection = new RawConnection(socket);
    lastly(context, () => socket.destroy());
    return connection;
  }

  /** Text is one byte per character. */
  send(bytes: string | Uint8Array): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Waits until what came since the last time holds `text`, and takes it. */
  async answer(text: string): Promise<string> {
    await eventually(
      () => {
        if (!this.received.includes(text) && this.isClosed)
          throw new Error(`closed before ${JSON.stringify(text)}: ${this.received}`);
        return this.received.includes(text);
      },
      `${JSON.stringify(text)} in ${JSON.stringify(this.received.slice(0, 200))}`,
    );
    const all = this.received;
    this.received = '';
    return all;
  }

  /** Waits for the end of the connection and gives all that came. */
  async end(): Promise<string> {
    await eventually(() => this.isClosed, 'the end of the connection');
    return this.received;
  }
}
