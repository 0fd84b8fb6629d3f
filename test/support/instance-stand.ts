import { fromLatin1 } from '../../src/base/bytes.ts';
import type { Session } from '../../src/engine/session.ts';
import { Connection } from '../../src/net/connection.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import type { Clock, Timer } from '../../src/ports/clock.ts';
import type { Disk } from '../../src/ports/disk.ts';
import type { HostProcess } from '../../src/ports/process.ts';
import { ReplyReader } from '../../src/resp/reply-reader.ts';
import type { Reply as ReplyValue } from '../../src/resp/reply-value.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { applySettings, registerHooks } from '../../src/server/config-hooks.ts';
import { Instance } from '../../src/server/instance.ts';
import type { ListenerPolicy } from '../../src/settings/listen-settings.ts';
import { Settings } from '../../src/settings/settings.ts';
import { StandSocket } from './stand-socket.ts';

const START_MS = 1_700_000_000_000;

/** Stands still until a test moves it. Each reading of the fine clock takes a microsecond, so that calls have a length. */
export class StandingClock implements Clock {
  nowMs = START_MS;
  /** What is to happen again and again, until it is cancelled. */
  readonly repeated = new Set<() => void>();
  #fineMs = 0;

  wallMs(): number {
    return this.nowMs;
  }

  localOffsetMs(): number {
    return 0;
  }

  monotonicMs(): number {
    this.#fineMs += 0.001;
    return this.nowMs - START_MS + this.#fineMs;
  }

  after(delayMs: number, run: () => void): Timer {
    this.nowMs += delayMs;
    queueMicrotask(run);
    return { cancel: () => undefined };
  }

  every(_intervalMs: number, run: () => void): Timer {
    this.repeated.add(run);
    return { cancel: () => void this.repeated.delete(run) };
  }

  soon(run: () => void): void {
    queueMicrotask(run);
  }
}

/** One client of an `InstanceStand`: a whole connection, but for the socket. */
export class StandClient {
  readonly session: Session;
  readonly #stand: InstanceStand;
  readonly #socket: StandSocket;
  readonly #connection: Connection;
  readonly #incoming = new Uint8Array(1 << 16);

  constructor(stand: InstanceStand, number: number, policy?: ListenerPolicy) {
    this.#stand = stand;
    this.#socket = new StandSocket('127.0.0.1', 'tcp', number);
    const handler = stand.instance.doorman.accept(this.#socket, policy);
    if (!(handler instanceof Connection)) throw new Error(this.#socket.written);
    this.#connection = handler;
    this.session = handler.session;
  }

  get closed(): boolean {
    return this.#socket.closed;
  }

  /** The bytes that answer a request, one character each; also those of a call that had to wait. */
  async say(...words: readonly string[]): Promise<string> {
    await this.feed(encodeCommand(words.map(fromLatin1)));
    for (let turn = 0; this.#socket.written === '' && turn < 100; turn++) await nextTurn();
    return this.take();
  }

  /** The reply as a value. */
  async reply(...words: readonly string[]): Promise<ReplyValue> {
    const reader = new ReplyReader();
    reader.feed(fromLatin1(await this.say(...words)));
    const reply = reader.next();
    if (reply === undefined) throw new Error(`no reply to ${words.join(' ')}`);
    return reply;
  }

  /** Bytes arrive in pieces of these sizes, the last size repeated, as the network may cut them. */
  async feed(bytes: Uint8Array, sizes: readonly number[] = [1 << 16]): Promise<void> {
    let at = 0;
    for (let piece = 0; at < bytes.length && !this.closed; piece++) {
      const size = Math.min(sizes[Math.min(piece, sizes.length - 1)] ?? 1, this.#incoming.length);
      const part = bytes.subarray(at, at + size);
      this.#incoming.set(part);
      // What isn't of this piece must not be read.
      this.#incoming.fill(0x78, part.length, part.length + 32);
      this.#stand.instance.world.startTurn(this.#stand.clock.nowMs);
      this.#connection.onBytes(this.#incoming, part.length);
      at += part.length;
      for (let turn = 0; this.#socket.paused && turn < 100; turn++) await nextTurn();
    }
    await nextTurn();
  }

  /** Goes away, if the server hasn't ended the connection. */
  leave(): void {
    this.#socket.destroy();
    this.#connection.onClose();
  }

  /** What has been sent to the client since it was last asked. */
  take(): string {
    return this.#socket.take();
  }
}

/** A whole server without listeners, files or time of its own: what `Instance` wires, on ports that a test controls. */
export class InstanceStand {
  readonly clock = new StandingClock();
  readonly settings = new Settings();
  readonly instance: Instance;
  /** Lines for the operator. */
  readonly log: string[] = [];
  #clients = 0;

  constructor(configure: (settings: Settings) => void = () => undefined) {
    configure(this.settings);
    const ports = {
      clock: this.clock,
      entropy: { fill: (into: Uint8Array) => void into.fill(7) },
      disk: NO_DISK,
      crypto: new NodeCrypto(),
      log: { line: (_level: string, text: string) => void this.log.push(text) },
      host: STAND_HOST,
    };
    this.instance = new Instance(this.settings, ports, {
      shutdown: () => Promise.resolve(),
      abortShutdown: () => false,
      rewriteConfig: () => Promise.resolve(undefined),
      securityWarnings: () => [],
      identity: { runId: 'a'.repeat(40), startedMs: START_MS, version: '0.1.0' },
    });
    applySettings(this.instance);
    registerHooks(this.instance);
  }

  /** A connection as the doorman makes it; `userName` logs it in as somebody, `policy` is that of its listener. */
  connect(userName?: string, policy?: ListenerPolicy): StandClient {
    const client = new StandClient(this, ++this.#clients, policy);
    if (userName !== undefined) {
      const user = this.instance.users.get(userName);
      if (user === undefined) throw new Error(`there is no user ${userName}`);
      client.session.authenticate(user);
    }
    return client;
  }

  /** Creates a user or gives one new rules. */
  user(name: string, ...rules: readonly string[]): void {
    const wrong = this.instance.users.set(name, rules);
    if (wrong !== undefined) throw new Error(wrong);
  }
}

/** Everything that was due soon has happened. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Whatever touches the disk fails, as on a machine whose disk is gone. */
const NO_DISK = new Proxy({} as Disk, {
  get: () => () =>
    Promise.resolve({ ok: false, failure: { code: 'EIO', message: 'there is no disk' } }),
});

export const STAND_HOST: HostProcess = {
  pid: 4711,
  parentPid: 1,
  uid: 1000,
  gid: 1000,
  userName: 'casemate',
  arguments: [],
  programPath: '/usr/bin/casemate',
  executablePath: '/usr/bin/node',
  runtimeVersion: 'v20.0.0',
  platform: 'linux',
  hostName: 'stand',
  homeDirectory: '/home/casemate',
  workingDirectory: '/var/lib/casemate',
  operatingSystem: 'Linux 6.1.0 x86_64',
  totalMemoryBytes: 8 * 1024 ** 3,
  standardOutput: { isTerminal: false, write: () => undefined },
  standardError: { isTerminal: false, write: () => undefined },
  environment: () => undefined,
  isSystemService: false,
  memoryUse: () => ({
    rssBytes: 50e6,
    heapUsedBytes: 10e6,
    heapTotalBytes: 20e6,
    heapLimitBytes: 4e9,
    arrayBufferBytes: 5e6,
  }),
  processorUse: () => ({
    userSeconds: 1.5,
    systemSeconds: 0.5,
    childUserSeconds: 0,
    childSystemSeconds: 0,
    mainThreadUserSeconds: 1.25,
    mainThreadSystemSeconds: 0.25,
  }),
  loopUse: () => ({ cycles: 40, activeMs: 20 }),
  openFilesLimit: () => undefined,
  setTitle: () => undefined,
  onSignal: () => () => undefined,
  readStandardInput: () => Promise.resolve(new Uint8Array(0)),
  refuseDebugger: () => ({ ok: true, value: undefined }),
  exit: () => undefined,
  onCrash: () => undefined,
};
