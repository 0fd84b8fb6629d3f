import { type Outcome, success } from '../../ports/failure.ts';
import type { ConnectTarget, Network, Socket } from '../../ports/network.ts';
import { ReplyReader } from '../../resp/reply-reader.ts';
import type { Reply } from '../../resp/reply-value.ts';
import { type CommandWord, encodeCommand } from '../../resp/request-encoder.ts';

/** The connection ended, or what came over it was no reply. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

const CLOSED = 'Server closed the connection';

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  /** A push is no answer to a command, but it is what a listener waits for. */
  readonly takesPush: boolean;
}

/** One connection of the client to a server: commands go out, replies come back in order. */
export class ClientConnection {
  readonly #reader = new ReplyReader();
  readonly #waiters: Waiter[] = [];
  readonly #unasked: Reply[] = [];
  readonly #onLost: () => void;
  #socket: Socket | undefined;
  #lost: ConnectionLost | undefined;
  readonly #drained: (() => void)[] = [];

  private constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  /** `onLost` runs once, when the connection ends, whoever ended it. */
  static async open(
    network: Network,
    target: ConnectTarget,
    onLost: () => void = () => undefined,
  ): Promise<Outcome<ClientConnection>> {
    const connection = new ClientConnection(onLost);
    const opened = await network.connect(target, (socket) => {
      connection.#socket = socket;
      return {
        onBytes: (bytes, length) => connection.#receive(bytes.subarray(0, length)),
        onEnd: () => connection.#fail(CLOSED),
        onClose: () => connection.#fail(CLOSED),
        onDrain: () => connection.#release(),
        onError: (message) => connection.#fail(/ECONNRESET|EPIPE/.test(message) ? CLOSED : message),
      };
    });
    return opened.ok ? success(connection) : opened;
  }

  /** False once the connection has ended. */
  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  /** Sends a command and gives its reply; rejects with `ConnectionLost`. */
  call(words: readonly CommandWord[]): Promise<Reply> {
    this.#socket?.write(encodeCommand(words));
    return this.#wait({ takesPush: false });
  }

  /** Sends a command whose replies come through `next`. */
  send(words: readonly CommandWord[]): void {
    this.#socket?.write(encodeCommand(words));
  }

  /** Sends bytes that are requests already; fulfilled when the next ones may come. Their replies come through `next`. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#socket?.write(bytes) !== false) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** What comes without having been asked for: messages of a subscription, lines of MONITOR. */
  next(): Promise<Reply> {
    const waiting = this.#unasked.shift();
    return waiting === undefined ? this.#wait({ takesPush: true }) : Promise.resolve(waiting);
  }

  /** What has come unasked so far. */
  takePushes(): Reply[] {
    return this.#unasked.splice(0);
  }

  close(): void {
    this.#fail('The connection was closed');
  }

  #wait(waiter: Pick<Waiter, 'takesPush'>): Promise<Reply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => this.#waiters.push({ ...waiter, resolve, reject }));
  }

  #receive(bytes: Uint8Array): void {
    if (this.#lost !== undefined) return;
    this.#reader.feed(bytes);
    try {
      for (let reply = this.#reader.next(); reply !== undefined; reply = this.#reader.next()) {
        this.#deliver(reply);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #deliver(reply: Reply): void {
    const [first] = this.#waiters;
    if (first === undefined || (reply.type === 'push' && !first.takesPush)) {
      this.#unasked.push(reply);
      return;
    }
    this.#waiters.shift();
    first.resolve(reply);
  }

  #fail(message: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = new ConnectionLost(message);
    this.#socket?.destroy();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#lost);
    this.#release();
    this.#onLost();
  }

  #release(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
