import net from 'node:net';
import tls from 'node:tls';
import { fromLatin1, toLatin1, toUtf8 } from '../../src/base/bytes.ts';
import { ReplyReader } from '../../src/resp/reply-reader.ts';
import type { Reply, ReplyError } from '../../src/resp/reply-value.ts';
import { type CommandWord, encodeCommand } from '../../src/resp/request-encoder.ts';

export interface RespClientOptions {
  readonly host?: string;
  readonly port?: number;
  /** Path of a Unix socket, instead of host and port. */
  readonly path?: string;
  readonly tls?: tls.ConnectionOptions;
  readonly username?: string;
  readonly password?: string;
  /** 3 sends HELLO 3 after connecting. */
  readonly protocol?: 2 | 3;
}

/** A reply as plain JavaScript: text for status and bulk, null, arrays; an error stays a ReplyError inside arrays. */
export type Plain =
  | string
  | number
  | bigint
  | boolean
  | null
  | ReplyError
  | Plain[]
  | Map<Plain, Plain>;

interface Waiter {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** A small client for tests: it hides nothing and keeps the raw bytes. */
export class RespClient {
  /** Push messages (RESP3) that have come so far, and whatever nobody had asked for. */
  readonly pushes: Reply[] = [];
  readonly #socket: net.Socket;
  readonly #reader = new ReplyReader();
  readonly #waiters: Waiter[] = [];
  readonly #pushWaiters: ((reply: Reply) => void)[] = [];
  /** While raw replies are wanted: the bytes since the last reply, where they begin, and the replies so far. */
  #raw: { pending: Uint8Array; start: number; readonly replies: Uint8Array[] } | undefined;
  #closed: Error | undefined;
  readonly #whenClosed: Promise<void>;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#whenClosed = new Promise((resolve) => {
      socket.on('error', (error: Error) => this.#fail(error));
      socket.on('close', () => {
        this.#fail(new Error('the connection was closed'));
        resolve();
      });
    });
  }

  static async connect(options: RespClientOptions): Promise<RespClient> {
    const client = new RespClient(await openSocket(options));
    if (options.protocol === 3) {
      const auth =
        options.password === undefined
          ? []
          : ['AUTH', options.username ?? 'default', options.password];
      await client.call('HELLO', 3, ...auth);
    } else if (options.password !== undefined) {
      await client.call(
        'AUTH',
        ...(options.username === undefined ? [] : [options.username]),
        options.password,
      );
    }
    return client;
  }

  get socket(): net.Socket {
    return this.#socket;
  }

  /** Sends one command; its value as plain JavaScript, an error reply thrown. */
  async call(...words: CommandWord[]): Promise<Plain> {
    const reply = await this.reply(...words);
    if (reply.type === 'error') throw reply.error;
    return plain(reply);
  }

  /** Sends one command; its reply as it came. */
  async reply(...words: CommandWord[]): Promise<Reply> {
    const [reply] = await this.send(encodeCommand(words), 1);
    if (reply === undefined) throw new Error('no reply came');
    return reply;
  }

  /** Sends many commands in one write; their replies as they came. */
  pipeline(commands: readonly (readonly CommandWord[])[]): Promise<Reply[]> {
    return this.send(Buffer.concat(commands.map(encodeCommand)), commands.length);
  }

  /** Writes bytes and waits for so many replies. */
  send(bytes: Uint8Array, replies: number): Promise<Reply[]> {
    const expected = this.expect(replies);
    this.#socket.write(bytes);
    return expected;
  }

  /** Waits for so many replies without sending anything. */
  expect(replies: number): Promise<Reply[]> {
    const closed = this.#closed;
    if (closed !== undefined) return Promise.reject(closed);
    const waits = Array.from({ length: replies }, () => {
      return new Promise<Reply>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    });
    return Promise.all(waits);
  }

  /** Writes bytes (text as Latin-1) and gives the raw bytes of so many replies, each on its own. */
  async rawReplies(bytes: Uint8Array | string, replies: number): Promise<Uint8Array[]> {
    const raw = { pending: new Uint8Array(0), start: this.#reader.consumed, replies: [] };
    this.#raw = raw;
    try {
      await this.send(typeof bytes === 'string' ? fromLatin1(bytes) : bytes, replies);
    } finally {
      this.#raw = undefined;
    }
    return raw.replies;
  }

  /** Writes bytes (text as Latin-1) and gives the raw bytes of so many replies as Latin-1 text. */
  async raw(bytes: Uint8Array | string, replies = 1): Promise<string> {
    const parts = await this.rawReplies(bytes, replies);
    return parts.map(toLatin1).join('');
  }

  /** The next push message, or what came without having been asked for. */
  nextPush(): Promise<Reply> {
    const waiting = this.pushes.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => this.#pushWaiters.push(resolve));
  }

  /** Resolves when the server has closed the connection. */
  closed(): Promise<void> {
    return this.#whenClosed;
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    await this.#whenClosed;
  }

  #receive(chunk: Uint8Array): void {
    if (this.#raw !== undefined) this.#raw.pending = Buffer.concat([this.#raw.pending, chunk]);
    this.#reader.feed(chunk);
    try {
      for (let reply = this.#reader.next(); reply !== undefined; reply = this.#reader.next())
        this.#deliver(reply);
    } catch (error) {
      this.#fail(error as Error);
      this.#socket.destroy();
    }
  }

  #deliver(reply: Reply): void {
    const raw = this.#takeRaw();
    const waiter = reply.type === 'push' ? undefined : this.#waiters.shift();
    if (waiter !== undefined) {
      if (raw !== undefined) this.#raw?.replies.push(raw);
      waiter.resolve(reply);
      return;
    }
    const pushWaiter = this.#pushWaiters.shift();
    if (pushWaiter === undefined) this.pushes.push(reply);
    else pushWaiter(reply);
  }

  #takeRaw(): Uint8Array | undefined {
    const raw = this.#raw;
    if (raw === undefined) return undefined;
    const length = this.#reader.consumed - raw.start;
    const bytes = raw.pending.subarray(0, length);
    raw.pending = raw.pending.subarray(length);
    raw.start = this.#reader.consumed;
    return bytes;
  }

  #fail(error: Error): void {
    this.#closed ??= error;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

/** Turns a reply into plain JavaScript; text is read as UTF-8. */
export function plain(reply: Reply): Plain {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return toUtf8(reply.bytes);
    case 'error':
      return reply.error;
    case 'null':
      return null;
    case 'array':
    case 'set':
    case 'push':
      return reply.items.map(plain);
    case 'map':
      return new Map(reply.pairs.map(([key, value]) => [plain(key), plain(value)]));
    default:
      return reply.value;
  }
}

async function openSocket(options: RespClientOptions): Promise<net.Socket> {
  const address =
    options.path === undefined
      ? { host: options.host ?? '127.0.0.1', port: options.port ?? 6379 }
      : { path: options.path };
  const socket =
    options.tls === undefined ? net.connect(address) : tls.connect({ ...address, ...options.tls });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once(options.tls === undefined ? 'connect' : 'secureConnect', () => {
      socket.off('error', reject);
      resolve();
    });
  });
  return socket;
}
