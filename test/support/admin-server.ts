import { createHash } from 'node:crypto';
import { AclLog } from '../../src/access/acl-log.ts';
import { Users } from '../../src/access/users.ts';
import { Pause } from '../../src/admin/client/pause.ts';
import { adminCommands } from '../../src/admin/index.ts';
import type { ServerServices, ShutdownOptions } from '../../src/admin/services.ts';
import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { type Command, defineCommand } from '../../src/command/command.ts';
import { CommandTable } from '../../src/command/table.ts';
import { stringCommands } from '../../src/commands/string/index.ts';
import { LiveConfig } from '../../src/config/live-config.ts';
import { AclRights } from '../../src/engine/acl-rights.ts';
import { Broadcast } from '../../src/engine/broadcast.ts';
import { CallTiming } from '../../src/engine/call-timing.ts';
import { Effects } from '../../src/engine/effects.ts';
import { Engine } from '../../src/engine/engine.ts';
import { PubSubHub } from '../../src/engine/pubsub-hub.ts';
import { Session, type SessionLink } from '../../src/engine/session.ts';
import { SessionRegistry } from '../../src/engine/session-registry.ts';
import { Database } from '../../src/keyspace/database.ts';
import { World } from '../../src/keyspace/world.ts';
import { Slabs } from '../../src/memory/slabs.ts';
import { CommandLatencies } from '../../src/observe/command-latencies.ts';
import { LatencyEvents } from '../../src/observe/latency-events.ts';
import { ServerStats } from '../../src/observe/server-stats.ts';
import { SlowLog } from '../../src/observe/slow-log.ts';
import type { Clock, Timer } from '../../src/ports/clock.ts';
import type { Crypto } from '../../src/ports/crypto.ts';
import { Reply } from '../../src/resp/reply.ts';
import { revocationOf } from '../../src/server/revocation.ts';
import { Settings } from '../../src/settings/settings.ts';

const START_MS = 1_700_000_000_000;

/** A clock that only a test moves. */
class HandClock implements Clock {
  nowMs = START_MS;
  readonly localOffsetMs = () => 0;
  #timers: { dueMs: number; run: () => void }[] = [];

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = { dueMs: this.nowMs + delayMs, run };
    this.#timers.push(timer);
    return { cancel: () => (this.#timers = this.#timers.filter((other) => other !== timer)) };
  }

  every(): Timer {
    return { cancel: () => undefined };
  }

  soon(run: () => void): void {
    run();
  }

  advance(ms: number): void {
    this.nowMs += ms;
    const due = this.#timers.filter(({ dueMs }) => dueMs <= this.nowMs);
    this.#timers = this.#timers.filter(({ dueMs }) => dueMs > this.nowMs);
    for (const { run } of due) run();
  }
}

const crypto = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  sha1Hex: (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex'),
  equal: (left: Uint8Array, right: Uint8Array) => toLatin1(left) === toLatin1(right),
} as unknown as Crypto;

/** Answers its argument after a while, as commands that need the disk do. */
const later = defineCommand({
  name: 'LATER',
  arity: 2,
  flags: ['noscript'],
  categories: [],
  keys: [],
  loggable: [],
  docs: { group: 'server', since: '7.2.0', summary: 'Answers later.', complexity: 'O(1)' },
  run(call) {
    const text = call.args.latin1(1);
    call.defer(
      text === 'never'
        ? Promise.reject(new Error('never'))
        : Promise.resolve((reply: Reply) => reply.bulkLatin1(text)),
    );
  },
});

/** One client of an `AdminServer`. */
export class AdminClient {
  readonly session: Session;
  /** Replies that came outside of a request. */
  late = '';
  closed: 'no' | 'after-replies' | 'now' = 'no';
  readonly #server: AdminServer;

  constructor(server: AdminServer, id: number, kind: SessionLink['kind']) {
    this.#server = server;
    const link: SessionLink = {
      kind,
      address: `127.0.0.1:${40_000 + id}`,
      localAddress: '127.0.0.1:6379',
      source: '127.0.0.1',
      fd: 7 + id,
      isLocal: true,
      outputBytes: 0,
      queryBytes: 0,
      queryFilledBytes: 0,
      queryFreeBytes: 0,
      send: (write) => {
        const apart = new Reply(4096);
        apart.resp3 = this.session.resp3;
        write(apart);
        this.late += toLatin1(apart.u8.subarray(0, apart.at));
      },
      push: (writer, from) => {
        this.late += toLatin1(writer.u8.subarray(from, writer.at));
      },
      proceed: () => undefined,
      authenticated: () => undefined,
      close: (when) => {
        this.closed = when;
      },
    };
    this.session = new Session(id, link, {
      user: server.services.users.defaultUser,
      db: server.databases[0]!,
      nowMs: server.world.nowMs,
    });
    if (server.services.users.openToAll) this.session.authenticate(this.session.user);
  }

  /** Sends a line cut at its spaces, and gives the reply's bytes. */
  say(line: string): string {
    return this.send(line.split(' '));
  }

  send(words: readonly string[]): string {
    return this.#server.serve(this.session, words);
  }
}

/** Everything behind a server's door, without sockets and real time. */
export class AdminServer {
  readonly clock = new HandClock();
  readonly settings = new Settings();
  readonly world: World;
  readonly databases: readonly Database[];
  readonly table: CommandTable;
  readonly engine: Engine;
  readonly registry = new SessionRegistry();
  readonly log: string[] = [];
  readonly services: ServerServices;
  readonly reply = new Reply(1 << 16);
  /** What SHUTDOWN asked for. */
  shutdowns: ShutdownOptions[] = [];
  /** How often sessions that waited for the end of a pause were told to go on. */
  proceeded = 0;
  /** What the throttle says. */
  throttleDelayMs = 0;
  throttleVerdict: 'stay' | 'close' = 'stay';

  constructor(extra: readonly Command[] = []) {
    this.world = new World(new Slabs(), new HalfSipHash(1, 2));
    this.world.startTurn(START_MS);
    this.databases = Array.from({ length: 16 }, (_, index) => new Database(index, this.world));
    const services = {} as { -readonly [Field in keyof ServerServices]: ServerServices[Field] };
    this.services = services;
    this.table = new CommandTable([...adminCommands(services), ...stringCommands, later, ...extra]);
    services.users = new Users(
      { table: this.table, crypto, security: this.settings.security },
      new Uint8Array(32),
    );
    this.#fillFromSettings(services);
    const broadcast = newBroadcast();
    services.pubsub = new PubSubHub(broadcast, this.world.hasher);
    const timing = new CallTiming({ settings: this.settings, world: this.world, ...services });
    this.engine = new Engine(
      {
        settings: this.settings,
        table: this.table,
        world: this.world,
        databases: this.databases,
        clock: this.clock,
        log: { line: (level, text) => this.log.push(`${level} ${text}`) },
        rights: new AclRights(services.users, {
          denied: (denial, session, context) =>
            services.aclLog.add(
              {
                reason: denial.reason,
                context,
                object: denial.what,
                userName: session.userName,
                clientInfo: '',
              },
              this.world.nowMs,
            ),
        }),
        timing,
        errors: services.stats.errors,
        broadcast,
        makeRoom: () => false,
      },
      this.reply,
      undefined as unknown as Session,
    );
    timing.call = this.engine.call;
    services.engine = this.engine;
    services.pause = new Pause({ engine: this.engine, proceed: () => this.proceeded++ });
    const effects = new Effects(this.world, this.engine.watch, (database, key) => {
      const found = this.databases[database]?.peek(Arguments.of([fromLatin1(''), key.copy()]), 1);
      return found !== 0;
    });
    effects.wake(this.engine.blocking);
    effects.track(this.engine.tracking);
  }

  connect(kind: SessionLink['kind'] = 'tcp'): AdminClient {
    const client = new AdminClient(this, this.registry.takeId(), kind);
    this.registry.add(client.session);
    return client;
  }

  advance(ms: number): void {
    this.clock.advance(ms);
    this.world.startTurn(this.clock.nowMs);
  }

  serve(session: Session, words: readonly string[]): string {
    this.reply.at = 0;
    this.engine.timer.start();
    const outcome = this.engine.serve(session, Arguments.of(words.map(fromLatin1)));
    this.engine.settle();
    return outcome === 'postponed' ? outcome : toLatin1(this.reply.u8.subarray(0, this.reply.at));
  }

  #fillFromSettings(
    services: { -readonly [Field in keyof ServerServices]: ServerServices[Field] },
  ): void {
    const { settings } = this;
    services.sessions = this.registry.byId;
    services.clock = this.clock;
    services.aclLog = new AclLog(settings.security);
    services.authThrottle = {
      delayMs: () => this.throttleDelayMs,
      furtherDelayMs: () => 0,
      failed: () => this.throttleVerdict,
      succeeded: () => undefined,
      delayed: 0,
      disconnected: 0,
      sources: 0,
      resetCounts: () => undefined,
    };
    services.liveConfig = new LiveConfig(settings);
    services.stats = new ServerStats();
    services.revocation = revocationOf(settings.security, this.table);
    services.latencies = new CommandLatencies(this.table.rows.length);
    services.latencyEvents = new LatencyEvents(settings.latency);
    services.slowLog = new SlowLog(settings.slowLog);
    services.identity = { runId: 'a'.repeat(40), startedMs: START_MS - 5000, version: '0.1.0' };
    services.host = {
      pid: 4711,
      executablePath: '/usr/bin/node',
      operatingSystem: 'Linux 6.1.0 x86_64',
      totalMemoryBytes: 8 * 1024 ** 3,
      memoryUse: () => ({
        rssBytes: 50e6,
        heapUsedBytes: 10e6,
        heapTotalBytes: 20e6,
        heapLimitBytes: 4e9,
        arrayBufferBytes: 5e6,
      }),
      runtimeVersion: 'v20.0.0',
      loopUse: () => ({ cycles: 40, activeMs: 20 }),
      processorUse: () => ({
        userSeconds: 1.5,
        systemSeconds: 0.5,
        childUserSeconds: 0,
        childSystemSeconds: 0,
        mainThreadUserSeconds: 1.25,
        mainThreadSystemSeconds: 0.25,
      }),
    };
    services.expiryCycle = { active: true, stalePercent: 0, timeCapReached: 0, cpuMs: 0 };
    services.eviction = { currentExceededMs: 0, totalExceededMs: 0 };
    services.turn = { reads: 3, writes: 2 };
    services.lazyFree = { pendingObjects: 0, freedObjects: 0 };
    services.infoSources = [];
    services.securityWarnings = () => [];
    services.rewriteConfig = () => Promise.resolve(undefined);
    services.shutdown = (options) => {
      this.shutdowns.push(options);
      return Promise.resolve();
    };
    services.abortShutdown = () => false;
  }
}

/** Writers that are never emptied. */
function newBroadcast(): Broadcast {
  const [resp2, resp3] = [new Reply(4096), new Reply(4096)];
  resp3.resp3 = true;
  const limit = { hardBytes: () => 0, cutOff: () => undefined };
  return new Broadcast({ resp2, resp3, relieve: () => undefined }, limit);
}
