import { AclLog } from '../access/acl-log.ts';
import { SourceThrottle } from '../access/auth-throttle.ts';
import type { Denial } from '../access/denial.ts';
import type { Users } from '../access/users.ts';
import { aclCommand } from '../admin/acl/acl-command.ts';
import { clientLine } from '../admin/client/client-line.ts';
import { Pause } from '../admin/client/pause.ts';
import { adminCommands } from '../admin/index.ts';
import type { InfoSource } from '../admin/info/info-source.ts';
import type { ServerIdentity, ServerServices, ShutdownOptions } from '../admin/services.ts';
import { assert } from '../base/assert.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { CommandTable, type Rename } from '../command/table.ts';
import { dataCommands } from '../commands/index.ts';
import { keyspaceCommands } from '../commands/keys/index.ts';
import type { Finding } from '../config/finding.ts';
import { LiveConfig } from '../config/live-config.ts';
import { resolvePath } from '../config/paths.ts';
import { AclRights } from '../engine/acl-rights.ts';
import { Broadcast } from '../engine/broadcast.ts';
import { CallTiming } from '../engine/call-timing.ts';
import { Effects } from '../engine/effects.ts';
import { Engine } from '../engine/engine.ts';
import { KeyNotifications } from '../engine/key-notifications.ts';
import { Pipeline } from '../engine/pipeline.ts';
import { PubSubHub } from '../engine/pubsub-hub.ts';
import { Session, type SessionLink } from '../engine/session.ts';
import { type Revocation, SessionRegistry } from '../engine/session-registry.ts';
import type { Database } from '../keyspace/database.ts';
import { Eviction } from '../keyspace/eviction.ts';
import { ExpiryCycle } from '../keyspace/expiry-cycle.ts';
import { Keyspace } from '../keyspace/keyspace.ts';
import type { LazyFree } from '../keyspace/lazy-free.ts';
import { World } from '../keyspace/world.ts';
import { Slabs } from '../memory/slabs.ts';
import { ClientMemory } from '../net/client-memory.ts';
import { ConnectionLimits } from '../net/connection-limits.ts';
import { Doorman } from '../net/doorman.ts';
import { sourceGroup } from '../net/source-group.ts';
import { Turn } from '../net/turn.ts';
import { CommandLatencies } from '../observe/command-latencies.ts';
import { LatencyEvents } from '../observe/latency-events.ts';
import { ServerStats } from '../observe/server-stats.ts';
import { SlowLog } from '../observe/slow-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { Disk } from '../ports/disk.ts';
import type { Entropy } from '../ports/entropy.ts';
import type { LogSink } from '../ports/log.ts';
import type { HostProcess } from '../ports/process.ts';
import type { Settings } from '../settings/settings.ts';
import { identifyByCertificate } from './identify-by-certificate.ts';
import { makeUsers } from './make-users.ts';
import { isProxy } from './proxies.ts';
import { revocationOf } from './revocation.ts';

/** The outside world of one server. */
export interface Ports {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly disk: Disk;
  readonly crypto: Crypto;
  readonly log: LogSink;
  readonly host: HostProcess;
}

/** What happens outside of the instance when a command asks for it. */
export interface Outside {
  readonly shutdown: (options: ShutdownOptions) => Promise<void>;
  readonly abortShutdown: () => boolean;
  readonly rewriteConfig: () => Promise<string | undefined>;
  readonly securityWarnings: () => readonly Finding[];
  readonly identity: ServerIdentity;
  /** `rename-command`. */
  readonly renames?: readonly Rename[];
}

/** One server without its listeners: all parts, wired. Several may live in one process. */
export class Instance implements ServerServices {
  readonly settings: Settings;
  readonly ports: Ports;
  readonly world: World;
  readonly keyspace: Keyspace;
  readonly databases: readonly Database[];
  readonly lazyFree: LazyFree;
  readonly expiryCycle: ExpiryCycle;
  readonly eviction: Eviction;
  readonly table: CommandTable;
  readonly users: Users;
  readonly aclLog: AclLog;
  readonly authThrottle: SourceThrottle;
  readonly engine: Engine;
  readonly registry = new SessionRegistry();
  readonly stats = new ServerStats();
  readonly latencies: CommandLatencies;
  readonly latencyEvents: LatencyEvents;
  readonly slowLog: SlowLog;
  readonly pause: Pause;
  readonly liveConfig: LiveConfig;
  readonly turn: Turn;
  readonly pipeline: Pipeline;
  readonly limits: ConnectionLimits;
  readonly clientMemory: ClientMemory;
  readonly doorman: Doorman;
  readonly effects: Effects;
  readonly pubsub: PubSubHub;
  readonly revocation: Revocation;
  readonly notifications: KeyNotifications;
  readonly infoSources: InfoSource[] = [];
  readonly #outside: Outside;

  constructor(settings: Settings, ports: Ports, outside: Outside) {
    this.settings = settings;
    this.ports = ports;
    this.#outside = outside;
    const { clock, entropy, log } = ports;
    this.world = new World(new Slabs(), randomHash(entropy));
    this.world.memory = settings.memory;
    this.world.random.seed(randomSeed(entropy));
    this.keyspace = new Keyspace(this.world, settings.keyspace.databases);
    this.stats.startupBytes = this.world.slabs.usedBytes;
    this.databases = this.keyspace.databases;
    this.lazyFree = this.keyspace.lazyFree;
    this.expiryCycle = new ExpiryCycle(this.world, this.databases, clock);
    this.eviction = new Eviction(this.keyspace, clock);
    this.aclLog = new AclLog(settings.security);
    // The clock itself: who has waited is judged by a timer, and the world's time is that of the last turn.
    this.authThrottle = new SourceThrottle(settings.limits, () => clock.wallMs(), sourceGroup);
    this.slowLog = new SlowLog(settings.slowLog);
    this.latencyEvents = new LatencyEvents(settings.latency);
    this.liveConfig = new LiveConfig(settings);
    this.table = new CommandTable(
      [
        ...dataCommands,
        ...keyspaceCommands(this.keyspace),
        ...adminCommands(this),
        aclCommand(this),
      ],
      outside.renames,
    );
    this.latencies = new CommandLatencies(this.table.rows.length);
    this.users = makeUsers(this.table, settings, ports);
    this.turn = new Turn(clock, this.world);
    this.limits = new ConnectionLimits(settings, this.stats, log);
    const broadcast = new Broadcast(this.turn.pushes, this.limits);
    this.pubsub = new PubSubHub(broadcast, this.world.hasher);
    this.notifications = new KeyNotifications(this.pubsub, settings.keyspace);
    this.engine = this.#makeEngine(broadcast);
    this.pause = this.#makePause();
    this.effects = new Effects(this.world, this.engine.watch, (database, key, how) => {
      const db = this.#database(database);
      return how === 'leaving' ? db.holds(key) : db.peekKey(key) !== 0;
    });
    this.effects.wake(this.engine.blocking);
    this.effects.track(this.engine.tracking);
    this.pipeline = new Pipeline(this.engine, this.turn.reply);
    this.clientMemory = this.#makeClientMemory();
    this.doorman = this.#makeDoorman();
    this.turn.reply.onGrow = (bytes) => {
      this.#judgeGrowth(bytes);
    };
    this.revocation = revocationOf(settings.security, this.table);
    this.users.onChange = (changes) => {
      this.registry.usersChanged(changes, this.revocation);
      this.engine.tracking.usersChanged(new Set(changes.map(({ user }) => user)));
    };
  }

  get sessions(): ReadonlyMap<number, Session> {
    return this.registry.byId;
  }

  get identity(): ServerIdentity {
    return this.#outside.identity;
  }

  get host(): HostProcess {
    return this.ports.host;
  }

  get clock(): Clock {
    return this.ports.clock;
  }

  get disk(): Disk {
    return this.ports.disk;
  }

  get entropy(): Entropy {
    return this.ports.entropy;
  }

  get log(): LogSink {
    return this.ports.log;
  }

  get aclFilePath(): string {
    const { security, persistence } = this.settings;
    return security.aclFile === '' ? '' : resolvePath(persistence.dir, security.aclFile);
  }

  securityWarnings(): readonly Finding[] {
    return this.#outside.securityWarnings();
  }

  rewriteConfig(): Promise<string | undefined> {
    return this.#outside.rewriteConfig();
  }

  shutdown(options: ShutdownOptions): Promise<void> {
    return this.#outside.shutdown(options);
  }

  abortShutdown(): boolean {
    return this.#outside.abortShutdown();
  }

  #database(index: number): Database {
    const database = this.databases[index];
    assert(database !== undefined, 'every session has a database that exists');
    return database;
  }

  #makeEngine(broadcast: Broadcast): Engine {
    const { settings, table, world, databases, ports, users } = this;
    const timing = new CallTiming(this);
    const rights = new AclRights(users, {
      denied: (...refused) => {
        this.#denied(...refused);
      },
    });
    const nobody = new Session(0, NO_LINK, {
      user: users.defaultUser,
      db: this.#database(0),
      nowMs: 0,
    });
    const engine = new Engine(
      {
        settings,
        table,
        world,
        databases,
        clock: ports.clock,
        log: ports.log,
        rights,
        timing,
        errors: this.stats.errors,
        broadcast,
        makeRoom: () => this.#makeRoom(),
      },
      this.turn.reply,
      nobody,
    );
    timing.call = engine.call;
    return engine;
  }

  /** Whoever waited goes on in a turn of its own: the pause may end in the middle of somebody's call. */
  #makePause(): Pause {
    const { clock } = this.ports;
    return new Pause({
      engine: this.engine,
      proceed: () => {
        clock.soon(() => {
          // Who waited for a key came before those who were only kept waiting.
          this.engine.settle();
          this.registry.proceed();
        });
      },
    });
  }

  #makeClientMemory(): ClientMemory {
    const { settings, stats, engine, ports } = this;
    return new ClientMemory({
      settings,
      stats,
      log: ports.log,
      engine,
      heapLimitBytes: ports.host.memoryUse().heapLimitBytes,
      clients: () => this.doorman.connections,
    });
  }

  /** The reply of a call grows; late replies and messages are written outside of calls. */
  #judgeGrowth(bytes: number): void {
    const { doorman, turn, limits, engine } = this;
    const connection = doorman.connectionOf(engine.call.session as Session);
    if (connection !== undefined && turn.writesFor(connection))
      limits.checkGrowing(connection, bytes);
  }

  #makeDoorman(): Doorman {
    const { turn, pipeline, limits, stats } = this;
    return new Doorman({
      settings: this.settings,
      isOpenThrough: (policy) => this.users.isOpenThrough(policy),
      clock: this.ports.clock,
      isProxy: (address) => isProxy(this.settings, address),
      sessions: this.registry,
      stats,
      host: {
        turn,
        pipeline,
        limits,
        memory: this.clientMemory,
        log: this.ports.log,
        ending: ({ session }) => {
          this.engine.blocking.forget(session);
          this.engine.tracking.forget(session);
          // Nor is anything sent to it: PUBLISH counts it no more.
          this.engine.monitors.remove(session);
          this.pubsub.forget(session);
        },
      },
      newSession: (link) => this.#newSession(link),
      identify: (session, certificate) => {
        identifyByCertificate(this, session, certificate);
      },
      forget: (session) => {
        this.engine.watch.forget(session);
        this.engine.blocking.forget(session);
        this.engine.tracking.forget(session);
        this.engine.monitors.remove(session);
        this.pubsub.forget(session);
      },
    });
  }

  /** Told when eviction stopped because its time was up and not because it was done. */
  onEvictionUnfinished: () => void = () => undefined;

  #makeRoom(): boolean {
    const result = this.eviction.perform(this.engine.clientBytes);
    if (result === 'running') this.onEvictionUnfinished();
    return result !== 'fail';
  }

  #newSession(link: SessionLink): Session {
    const { users, ports } = this;
    const start = { user: users.defaultUser, db: this.#database(0), nowMs: ports.clock.wallMs() };
    const session = new Session(this.registry.takeId(), link, start);
    if (users.isOpenTo(link)) session.authenticate(users.defaultUser);
    return session;
  }

  #denied(denial: Denial, session: Session, context: 'toplevel' | 'multi'): void {
    this.aclLog.add(
      {
        reason: denial.reason,
        context,
        object: denial.what,
        userName: session.userName,
        clientInfo: clientLine(session, this.world.nowMs),
      },
      this.world.nowMs,
    );
  }
}

function randomSeed(entropy: Entropy): number {
  return new DataView(randomBytes(entropy, 4).buffer).getInt32(0);
}

function randomBytes(entropy: Entropy, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  entropy.fill(bytes);
  return bytes;
}

function randomHash(entropy: Entropy): HalfSipHash {
  const key = randomBytes(entropy, 8);
  const view = new DataView(key.buffer);
  return new HalfSipHash(view.getInt32(0), view.getInt32(4));
}

const NO_LINK: SessionLink = {
  kind: 'in-process',
  address: '',
  localAddress: '',
  source: '',
  fd: -1,
  isLocal: true,
  outputBytes: 0,
  queryBytes: 0,
  queryFilledBytes: 0,
  queryFreeBytes: 0,
  send: () => undefined,
  push: () => undefined,
  authenticated: () => undefined,
  proceed: () => undefined,
  close: () => undefined,
};
