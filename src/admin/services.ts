import type { AclLog } from '../access/acl-log.ts';
import type { Users } from '../access/users.ts';
import type { Finding } from '../config/finding.ts';
import type { LiveConfig } from '../config/live-config.ts';
import type { Engine } from '../engine/engine.ts';
import type { PubSubHub } from '../engine/pubsub-hub.ts';
import type { Session } from '../engine/session.ts';
import type { Revocation } from '../engine/session-registry.ts';
import type { Eviction } from '../keyspace/eviction.ts';
import type { ExpiryCycle } from '../keyspace/expiry-cycle.ts';
import type { Keyspace } from '../keyspace/keyspace.ts';
import type { LazyFree } from '../keyspace/lazy-free.ts';
import type { CommandLatencies } from '../observe/command-latencies.ts';
import type { LatencyEvents } from '../observe/latency-events.ts';
import type { ServerStats } from '../observe/server-stats.ts';
import type { SlowLog } from '../observe/slow-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostProcess } from '../ports/process.ts';
import type { Pause } from './client/pause.ts';
import type { AuthThrottle } from './connection/auth-throttle.ts';
import type { InfoSource } from './info/info-source.ts';

/** Who this server is: fixed at its start. */
export interface ServerIdentity {
  /** 40 hexadecimal digits, made anew at each start. */
  readonly runId: string;
  readonly startedMs: number;
  readonly version: string;
}

/** How a server is asked to end. */
export interface ShutdownOptions {
  /** `default`: save when there are save points. */
  readonly save: 'default' | 'save' | 'nosave';
  /** Without waiting for replicas. */
  readonly now: boolean;
  /** Even when saving fails. */
  readonly force: boolean;
}

/**
 * What the commands about the server itself act on. The table of commands is made before the engine that uses it, so
 * fields are read when a command runs and may be filled in after the commands were made.
 */
export interface ServerServices {
  readonly engine: Engine;
  readonly keyspace: Pick<Keyspace, 'snapshot'>;
  readonly clock: Pick<Clock, 'monotonicMs' | 'soon'>;
  /** By id, and so in the order in which they came. */
  readonly sessions: ReadonlyMap<number, Session>;
  readonly users: Users;
  readonly aclLog: AclLog;
  readonly authThrottle: AuthThrottle;
  readonly liveConfig: LiveConfig;
  readonly stats: ServerStats;
  readonly latencies: CommandLatencies;
  readonly latencyEvents: LatencyEvents;
  readonly slowLog: SlowLog;
  readonly pause: Pause;
  readonly pubsub: PubSubHub;
  readonly revocation: Revocation;
  readonly identity: ServerIdentity;
  readonly host: Pick<
    HostProcess,
    | 'pid'
    | 'executablePath'
    | 'operatingSystem'
    | 'runtimeVersion'
    | 'totalMemoryBytes'
    | 'memoryUse'
    | 'processorUse'
    | 'loopUse'
  >;
  readonly expiryCycle: Pick<ExpiryCycle, 'active' | 'stalePercent' | 'timeCapReached' | 'cpuMs'>;
  readonly eviction: Pick<Eviction, 'currentExceededMs' | 'totalExceededMs'>;
  /** Reads and writes on sockets. */
  readonly turn: { reads: number; writes: number };
  readonly lazyFree: Pick<LazyFree, 'pendingObjects' | 'freedObjects'>;
  /** Fields that other parts add to INFO's sections. */
  readonly infoSources: readonly InfoSource[];
  /** What the posture rules still say about the configuration in use. */
  securityWarnings(): readonly Finding[];
  /** CONFIG REWRITE: what went wrong, or nothing. */
  rewriteConfig(): Promise<string | undefined>;
  /** Ends the server. Settles only when it goes on living: true when it ended was cancelled or impossible. */
  shutdown(options: ShutdownOptions): Promise<void>;
  /** Cancels a shutdown that waits; false when there is none. */
  abortShutdown(): boolean;
}
