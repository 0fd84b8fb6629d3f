import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { Session, type SessionLink } from '../../src/engine/session.ts';
import { NodeCrypto } from '../../src/platform/node-crypto.ts';
import type { Clock, Timer } from '../../src/ports/clock.ts';
import type { Disk } from '../../src/ports/disk.ts';
import type { HostProcess } from '../../src/ports/process.ts';
import type { PartialRequest } from '../../src/resp/partial-request.ts';
import { Reply } from '../../src/resp/reply.ts';
import { ReplyReader } from '../../src/resp/reply-reader.ts';
import type { Reply as ReplyValue } from '../../src/resp/reply-value.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { applySettings, registerHooks } from '../../src/server/config-hooks.ts';
import { Instance } from '../../src/server/instance.ts';
import { Settings } from '../../src/settings/settings.ts';

const START_MS = 1_700_000_000_000;

/** Stands still until a test moves it. Each reading of the fine clock takes a microsecond, so that calls have a length. */
class StandingClock implements Clock {
  nowMs = START_MS;
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

  every(): Timer {
    return { cancel: () => undefined };
  }

  soon(run: () => void): void {
    queueMicrotask(run);
  }
}

/** One client of an `InstanceStand`: bytes in, bytes out, no socket. */
export class StandClient {
  readonly session: Session;
  closed: 'no' | 'after-replies' | 'now' = 'no';
  partial: PartialRequest | undefined;
  readonly #stand: InstanceStand;
  #written = '';

  constructor(stand: InstanceStand, id: number) {
    this.#stand = stand;
    const link: SessionLink = {
      kind: 'tcp',
      address: `127.0.0.1:${40_000 + id}`,
      localAddress: '127.0.0.1:6379',
      source: '127.0.0.1',
      fd: 7 + id,
      isLocal: true,
      outputBytes: 0,
      queryBytes: 0,
      send: (write) => {
        const apart = new Reply(4096);
        apart.resp3 = this.session.resp3;
        write(apart);
        this.#written += toLatin1(apart.u8.subarray(0, apart.at));
      },
      authenticated: () => undefined,
      proceed: () => undefined,
      close: (when) => {
        this.closed = when;
      },
    };
    const { users, databases } = stand.instance;
    this.session = new Session(id, link, {
      user: users.defaultUser,
      db: databases[0]!,
      nowMs: stand.clock.nowMs,
    });
  }

  flush(): void {
    const { reply } = this.#stand.instance.turn;
    this.#written += toLatin1(reply.u8.subarray(0, reply.at));
    reply.at = 0;
  }

  /** The bytes that answer a request, one character each; also those of a call that had to wait. */
  async say(...words: readonly string[]): Promise<string> {
    this.begin(words);
    for (let turn = 0; this.#written === '' && turn < 100; turn++) await nextTurn();
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

  /** Sends a request without waiting for what comes later. */
  begin(words: readonly string[]): void {
    const { world, pipeline } = this.#stand.instance;
    world.startTurn(this.#stand.clock.nowMs);
    const bytes = encodeCommand(words.map(fromLatin1));
    pipeline.consume(this, bytes, 0, bytes.length);
    this.flush();
  }

  take(): string {
    const written = this.#written;
    this.#written = '';
    return written;
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
      host: HOST,
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

  /** A connection as the doorman makes it; `userName` logs it in as somebody. */
  connect(userName?: string): StandClient {
    const client = new StandClient(this, ++this.#clients);
    const { users, registry } = this.instance;
    registry.add(client.session);
    if (userName !== undefined) {
      const user = users.get(userName);
      if (user === undefined) throw new Error(`there is no user ${userName}`);
      client.session.authenticate(user);
    } else if (users.openToAll) client.session.authenticate(users.defaultUser);
    return client;
  }

  /** Creates a user or gives one new rules. */
  user(name: string, ...rules: readonly string[]): void {
    const wrong = this.instance.users.set(name, rules);
    if (wrong !== undefined) throw new Error(wrong);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Whatever touches the disk fails, as on a machine whose disk is gone. */
const NO_DISK = new Proxy({} as Disk, {
  get: () => () =>
    Promise.resolve({ ok: false, failure: { code: 'EIO', message: 'there is no disk' } }),
});

const HOST = {
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
  setTitle: () => undefined,
  onSignal: () => () => undefined,
  readStandardInput: () => Promise.resolve(new Uint8Array(0)),
  refuseDebugger: () => ({ ok: true, value: undefined }),
  exit: () => undefined,
} satisfies HostProcess;
