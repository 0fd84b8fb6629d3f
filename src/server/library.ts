import { fromUtf8, toLatin1 } from '../base/bytes.ts';
import { Connection } from '../net/connection.ts';
import { nodeWorld } from '../platform/node-world.ts';
import { Settings } from '../settings/settings.ts';
import { Background } from './background.ts';
import { applySettings, registerHooks } from './config-hooks.ts';
import { InProcessClient, type InProcessConnection } from './in-process-connection.ts';
import { Instance } from './instance.ts';
import { ManualClock } from './manual-clock.ts';

export { ReplyError } from '../resp/reply-value.ts';
export type { InProcessConnection, ReplyValue } from './in-process-connection.ts';
export { ManualClock };

/** How a server inside of this process is to be. Everything is optional. */
export interface StartServerOptions {
  /** Loopback port, 1 to 65535. Default, or 0: any that is free. */
  readonly port?: number;
  /** Password of the user `default`. Default: 256 random bits. */
  readonly password?: string;
  /** Most memory for data, in bytes; 0 (the default) is no limit. */
  readonly maxmemoryBytes?: number;
  /** The server's time. Default: the real one. */
  readonly clock?: ManualClock;
}

/** A server that runs inside of this process. */
export interface EmbeddedServer {
  /** `redis://` with host, port and password: hand it to any client. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /**
   * A connection without a socket, in RESP3. It is logged in as this user, `default` when none is named. Fails with an
   * Error when there is no such user, or the server has been closed.
   */
  connect(user?: string): InProcessConnection;
  /** Removes all keys of all databases. */
  flush(): void;
  /** Ends all connections and frees the port. Closing twice is fine. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const OPTIONS: ReadonlySet<string> = new Set(['port', 'password', 'maxmemoryBytes', 'clock']);
const PASSWORD_BYTES = 32;
const BACKLOG = 511;
const PORT_MAX = 65_535;
const SILENT = { line: (): void => undefined };

/**
 * Starts a server for a test or an application: memory only, loopback only, with a password, without files, signal
 * handlers and log. Fails with an Error that says which port was taken by whom, where that can be seen.
 */
export async function startServer(options: StartServerOptions = {}): Promise<EmbeddedServer> {
  checkOptions(options);
  const real = nodeWorld('');
  const world = options.clock === undefined ? real : { ...real, clock: options.clock };
  const settings = new Settings();
  settings.persistence.savePoints = [];
  settings.memory.maxmemoryBytes = options.maxmemoryBytes ?? 0;
  const closing = new Closing();
  const instance = new Instance(
    settings,
    { ...world, log: SILENT },
    {
      identity: {
        runId: randomHex(world, 20),
        startedMs: world.clock.wallMs(),
        version: world.version,
      },
      shutdown: () => closing.run(),
      abortShutdown: () => false,
      rewriteConfig: () => Promise.resolve('The server is running without a config file'),
      securityWarnings: () => [],
    },
  );
  const password = options.password ?? randomHex(world, PASSWORD_BYTES);
  instance.users.setDefaultPassword(toLatin1(fromUtf8(password)));
  applySettings(instance);
  registerHooks(instance);
  const listening = await world.network.listenTcp({
    addresses: [HOST],
    port: options.port ?? 0,
    backlog: BACKLOG,
    keepAliveSeconds: settings.limits.tcpKeepaliveSeconds,
    accept: instance.doorman.accept,
  });
  if (!listening.ok) throw new Error(oneLine(listening.failure.message));
  const listener = listening.value;
  const background = new Background(instance);
  background.start();
  closing.how = async () => {
    background.stop();
    for (const connection of [...instance.doorman.connections]) connection.close('now');
    await listener.close();
  };
  return {
    url: `redis://:${encodeURIComponent(password)}@${HOST}:${listener.port}`,
    host: HOST,
    port: listener.port,
    password,
    connect: (user = 'default') => {
      if (closing.begun) throw new Error('The server has been closed');
      return connectInProcess(instance, user);
    },
    flush: () => {
      instance.keyspace.flush('all', 'sync');
    },
    close: () => closing.run(),
  };
}

/** Of the lines that the program's start prints the one that says what to do, without its flags. */
function oneLine(message: string): string {
  const lines = message.split('\n');
  const inUse = lines.find((line) => line.startsWith('Port '));
  return (
    inUse?.replace(
      /choose another port with --.*$/,
      'leave out `port`, then a free one is taken',
    ) ?? lines.join(' ')
  );
}

/** TypeScript says so before; in JavaScript a mistyped port would be any port, and no password an open server. */
function checkOptions(options: StartServerOptions): void {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name));
  if (unknown !== undefined)
    throw new Error(`startServer knows no option '${unknown}': ${[...OPTIONS].join(', ')}`);
  const { port = 0, password, maxmemoryBytes = 0, clock } = options;
  // 0 is what programs write who want any port.
  if (!isWhole(port) || port > PORT_MAX)
    throw new Error('startServer: port must be a whole number up to 65535');
  if (password !== undefined && (typeof password !== 'string' || password === ''))
    throw new Error('startServer: password must be a text that is not empty');
  if (!isWhole(maxmemoryBytes))
    throw new Error('startServer: maxmemoryBytes must be a whole number, 0 for no limit');
  if (clock !== undefined && !(clock instanceof ManualClock))
    throw new Error('startServer: clock must be a ManualClock');
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** Through the doorman like everybody: the calls pass the same door, and count as this user's. */
function connectInProcess(instance: Instance, name: string): InProcessConnection {
  const user = instance.users.get(toLatin1(fromUtf8(name)));
  if (user === undefined) throw new Error(`There is no user '${name}'`);
  const client = new InProcessClient();
  const connection = instance.doorman.accept(client.socket);
  if (!(connection instanceof Connection))
    throw new Error('The server has no place for another client');
  connection.session.authenticate(user);
  connection.session.resp3 = true;
  client.attach(connection);
  return client;
}

/** Closes once, however often it is asked. */
class Closing {
  how: () => Promise<void> = () => Promise.resolve();
  #done: Promise<void> | undefined;

  get begun(): boolean {
    return this.#done !== undefined;
  }

  run(): Promise<void> {
    this.#done ??= this.how();
    return this.#done;
  }
}

function randomHex(world: ReturnType<typeof nodeWorld>, length: number): string {
  const bytes = new Uint8Array(length);
  world.entropy.fill(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
