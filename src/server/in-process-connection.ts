import { toLatin1, toUtf8 } from '../base/bytes.ts';
import type { Socket, SocketHandler } from '../ports/network.ts';
import { ReplyReader } from '../resp/reply-reader.ts';
import type { Reply, ReplyError } from '../resp/reply-value.ts';
import { type CommandWord, encodeCommand } from '../resp/request-encoder.ts';

/** A reply as plain JavaScript. Text is UTF-8; ask with `callBytes` for bytes that are no text. */
export type ReplyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | ReplyError
  | readonly ReplyValue[]
  | ReadonlyMap<ReplyValue, ReplyValue>
  | ReadonlySet<ReplyValue>;

/** A connection without a socket: calls go through the same door as a client's, and so do their replies. */
export interface InProcessConnection {
  /**
   * Sends one command; an error reply rejects. `T` is what the caller knows of the reply; nothing checks it. SUBSCRIBE and its
   * kin give the number of subscriptions when all are confirmed.
   */
  call<T extends ReplyValue = ReplyValue>(...words: readonly CommandWord[]): Promise<T>;
  /** The same with bulk strings as bytes. */
  callBytes<T extends ReplyValue = ReplyValue>(...words: readonly CommandWord[]): Promise<T>;
  /** Hears messages of subscriptions, lines of MONITOR and whatever else nobody asked for. */
  onPush: (push: readonly ReplyValue[]) => void;
  /** Ends it. Calls that are under way reject. */
  close(): void;
}

/** Commands whose answers come as pushes, one for each channel. */
const CONFIRMED = /^[ps]?(?:un)?subscribe$/i;

/** A line of MONITOR: time, database and address, words. */
const MONITORED = /^\d+\.\d{6} \[/;

/** What a command is called by a word, which may be bytes, too. */
function nameOf(word: CommandWord | undefined): string {
  return (word instanceof Uint8Array ? toLatin1(word) : String(word)).toLowerCase();
}

/** What is wrong with a command's words, that TypeScript would say before: `undefined` would be stored as a text. */
function wrongWord(words: readonly unknown[]): string | undefined {
  if (words.length === 0) return 'A call needs the name of a command';
  const at = words.findIndex(
    (word) =>
      !['string', 'number', 'bigint'].includes(typeof word) && !(word instanceof Uint8Array),
  );
  if (at < 0) return undefined;
  const word = words[at];
  return `Word ${at} of a call is ${word === null ? 'null' : typeof word}: it must be text, a number or bytes`;
}

interface Waiter {
  readonly asBytes: boolean;
  /**
   * Confirmations that are still to come; 0 for a command with a reply of its own, Infinity for one that ends all
   * subscriptions of its kind.
   */
  confirmations: number;
  readonly resolve: (value: ReplyValue) => void;
  readonly reject: (error: Error) => void;
}

/** The two ends of a pipe in memory: the server's socket, and the client that reads what is written to it. */
export class InProcessClient implements InProcessConnection {
  onPush: (push: readonly ReplyValue[]) => void = () => undefined;
  readonly #reader = new ReplyReader();
  readonly #waiters: Waiter[] = [];
  #handler: SocketHandler | undefined;
  #closed = false;
  /** The server's end. */
  readonly socket: Socket = new MemorySocket({
    received: (bytes) => {
      this.#reader.feed(bytes);
      this.#deliverSoon();
    },
    ended: () => {
      this.#deliver();
      this.close();
    },
  });
  #isDue = false;
  /** Channels by the kind of their subscription: who ends all of them gets a confirmation for each. */
  readonly #channels = new Map<string, Set<unknown>>();
  /** MONITOR's lines have the form of replies, and are none. */
  #monitors = false;

  /** The server takes the connection: `handler` reads what is sent from here on. */
  attach(handler: SocketHandler): void {
    this.#handler = handler;
  }

  call<T extends ReplyValue>(...words: readonly CommandWord[]): Promise<T> {
    return this.#send(words, false) as Promise<T>;
  }

  callBytes<T extends ReplyValue>(...words: readonly CommandWord[]): Promise<T> {
    return this.#send(words, true) as Promise<T>;
  }

  close(): void {
    this.#end(new Error('The connection has been closed'));
  }

  #end(error: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handler?.onClose();
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  #send(words: readonly CommandWord[], asBytes: boolean): Promise<ReplyValue> {
    return new Promise((resolve, reject) => {
      const handler = this.#handler;
      if (this.#closed || handler === undefined) {
        reject(new Error('The connection has been closed'));
        return;
      }
      const wrong = wrongWord(words);
      if (wrong !== undefined) {
        reject(new TypeError(wrong));
        return;
      }
      const name = nameOf(words[0]);
      if (name === 'client' && nameOf(words[1]) === 'reply') {
        reject(new Error('CLIENT REPLY has no meaning here: each call has its reply'));
        return;
      }
      const confirmations = CONFIRMED.test(name) ? words.length - 1 || Infinity : 0;
      this.#waiters.push({
        asBytes,
        confirmations,
        resolve: (value) => {
          if (name === 'monitor') this.#monitors = true;
          if (name === 'reset') this.#channels.clear();
          resolve(value);
        },
        reject,
      });
      const bytes = encodeCommand(words);
      handler.onBytes(bytes, bytes.length);
    });
  }

  /** Outside of the server's own stack: who is told of something may call at once, or throw. */
  #deliverSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#deliver();
    });
  }

  #deliver(): void {
    this.#isDue = false;
    for (let reply = this.#next(); reply !== undefined; reply = this.#next()) {
      this.#take(reply);
    }
  }

  /** Replies that can't be told apart (EXEC of a SUBSCRIBE, as in Redis) end the connection, not the process. */
  #next(): Reply | undefined {
    if (this.#closed) return undefined;
    try {
      return this.#reader.next();
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  /** Whether a push answers the call that waits first. It gives the number of subscriptions there are then. */
  #confirms(push: readonly ReplyValue[]): boolean {
    const [waiter] = this.#waiters;
    const [kind, channel, subscriptions = null] = push;
    if (waiter === undefined || waiter.confirmations === 0) return false;
    if (typeof kind !== 'string' || !CONFIRMED.test(kind)) return false;
    const left = this.#keepChannel(kind, channel);
    waiter.confirmations -= 1;
    if (waiter.confirmations === Infinity && left === 0) waiter.confirmations = 0;
    if (waiter.confirmations === 0) {
      this.#waiters.shift();
      waiter.resolve(subscriptions);
    }
    return true;
  }

  /** How many subscriptions of the kind are left. There is no channel when there was none to end. */
  #keepChannel(kind: string, channel: unknown): number {
    const [, prefix = '', ends] = /^([ps]?)(un)?subscribe$/.exec(kind) ?? [];
    const channels = this.#channels.get(prefix) ?? new Set();
    this.#channels.set(prefix, channels);
    if (ends === undefined) channels.add(channel);
    else if (channel === null) channels.clear();
    else channels.delete(channel);
    return channels.size;
  }

  #take(reply: Reply): void {
    if (reply.type === 'push') {
      const push = reply.items.map((item) => valueOf(item, false));
      if (!this.#confirms(push)) this.onPush(push);
      return;
    }
    if (this.#monitors && reply.type === 'status' && MONITORED.test(toUtf8(reply.bytes))) {
      this.onPush(['monitor', toUtf8(reply.bytes)]);
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter === undefined) return;
    if (reply.type === 'error') waiter.reject(reply.error);
    else waiter.resolve(valueOf(reply, waiter.asBytes));
  }
}

interface MemoryPeer {
  readonly received: (bytes: Uint8Array) => void;
  readonly ended: () => void;
}

/** What the server sees of a client in its own process: something as near as a Unix socket, and as trusted. */
class MemorySocket implements Socket {
  readonly #peer: MemoryPeer;
  readonly kind = 'unix';
  readonly remoteAddress = 'in-process';
  readonly remotePort = 0;
  readonly localAddress = 'in-process';
  readonly localPort = 0;
  readonly fd = -1;
  readonly peerCertificate = undefined;
  readonly pendingBytes = 0;
  #over = false;

  constructor(peer: MemoryPeer) {
    this.#peer = peer;
  }

  write(bytes: Uint8Array, start = 0, end: number = bytes.length): boolean {
    if (!this.#over) this.#peer.received(bytes.subarray(start, end));
    return true;
  }

  pause(): void {
    // Whoever calls waits for each reply or has asked for many: there is no wire that could be held back.
  }

  resume(): void {
    // As above.
  }

  end(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#over) return;
    this.#over = true;
    this.#peer.ended();
  }

  setKeepAlive(): void {
    // There is no network between the two.
  }
}

function valueOf(reply: Reply, asBytes: boolean): ReplyValue {
  switch (reply.type) {
    case 'status':
      return toUtf8(reply.bytes);
    case 'bulk':
    case 'verbatim':
      return asBytes ? reply.bytes : toUtf8(reply.bytes);
    case 'error':
      return reply.error;
    case 'null':
      return null;
    case 'map':
      return new Map(
        reply.pairs.map(([key, value]) => [valueOf(key, asBytes), valueOf(value, asBytes)]),
      );
    case 'set':
      return new Set(reply.items.map((item) => valueOf(item, asBytes)));
    case 'array':
    case 'push':
      return reply.items.map((item) => valueOf(item, asBytes));
    default:
      return reply.value;
  }
}
