import { chmodSync, chownSync, existsSync, lstatSync, unlinkSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type { BoundAddress, Listener, UnixListenOptions } from '../ports/network.ts';
import { errorCode, errorText } from './system-error.ts';

/** The kernel's `sun_path` less its final zero byte; macOS has room for four bytes less. */
const PATH_MAX_BYTES = process.platform === 'darwin' ? 103 : 107;
/** What bind() may leave while the socket is being made: nobody but its owner. */
const CLOSED_UMASK = 0o177;

/** What opens a Unix listener, with the connection callback of the network in place of `accept`. */
export interface UnixBindOptions extends Omit<UnixListenOptions, 'accept'> {
  readonly onConnection: (socket: Socket) => void;
}

/** Opens a Unix socket that is never reachable by more people than its final mode allows. */
export async function bindUnix(options: UnixBindOptions): Promise<Outcome<Listener>> {
  const { path } = options;
  const bytes = Buffer.byteLength(path);
  if (bytes > PATH_MAX_BYTES) {
    return failed(
      'ENAMETOOLONG',
      `Failed opening Unix socket: unix socket path too long (${String(bytes)}), must be under ${String(PATH_MAX_BYTES + 1)}\n` +
        `The system allows ${String(PATH_MAX_BYTES)} bytes for "${path}": choose a shorter directory, or give the socket its own path with unixsocket.`,
    );
  }
  const cleared = await clearStale(path);
  if (!cleared.ok) return cleared;
  try {
    const server = openServer(options);
    await listening(server.server, server.failure);
    return success(new UnixListener(path, server.server));
  } catch (error) {
    // libuv reports a missing directory as EACCES, for likeness with Windows.
    const missing = errorCode(error) === 'EACCES' && !existsSync(dirname(path));
    const reason = missing ? 'No such file or directory' : errorText(error);
    return failed(
      missing ? 'ENOENT' : errorCode(error),
      `Failed opening Unix socket: ${callOf(error)}: ${reason}\n` +
        (missing
          ? `The directory of "${path}" is missing: make it, or choose another path.`
          : `The socket was to be "${path}".`),
    );
  }
}

/** Removes what a killed server left behind, and nothing else: not a file, and not a socket that somebody answers on. */
async function clearStale(path: string): Promise<Outcome<void>> {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return success(undefined);
  if (!status.isSocket()) {
    return failed(
      'EADDRINUSE',
      `Failed opening Unix socket: bind: Address already in use\n"${path}" is there and is not a socket: remove it, or choose another path.`,
    );
  }
  if (await answers(path)) {
    return failed(
      'EADDRINUSE',
      `Failed opening Unix socket: bind: Address already in use\nA server answers on "${path}": stop it, or choose another path.`,
    );
  }
  try {
    unlinkSync(path);
    return success(undefined);
  } catch (error) {
    return failed(
      errorCode(error),
      `Failed opening Unix socket: unlink of the old "${path}": ${errorText(error)}`,
    );
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // Refused: nobody listens. Anything else (no permission, backlog full) means that somebody may.
    probe.once('error', (error) =>
      resolve(errorCode(error) !== 'ECONNREFUSED' && errorCode(error) !== 'ENOENT'),
    );
  });
}

/**
 * bind() takes the mode of the new file from the umask, and Node calls bind() and listen() inside `listen`. So the closed umask around
 * it means that between bind and chmod only the owner can connect (the attack that Redis had until 2023: CVE-2023-45145).
 * The umask belongs to the whole process; nothing else runs between the two calls but file work of other threads, which it can only tighten.
 */
function openServer(options: UnixBindOptions): {
  server: Server;
  failure: () => Error | undefined;
} {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, options.onConnection);
  let failure: Error | undefined;
  server.on('error', (error) => {
    failure ??= error;
  });
  const before = process.umask(CLOSED_UMASK);
  try {
    server.listen({ path: options.path, backlog: options.backlog, exclusive: true });
  } finally {
    process.umask(before);
  }
  if (!server.listening) return { server, failure: () => failure };
  try {
    if (options.owner !== undefined) chownSync(options.path, options.owner.uid, options.owner.gid);
    chmodSync(options.path, options.mode ?? 0o777 & ~before);
  } catch (error) {
    server.close();
    throw error;
  }
  return { server, failure: () => failure };
}

async function listening(server: Server, failure: () => Error | undefined): Promise<void> {
  if (server.listening) return;
  await new Promise((resolve) => setImmediate(resolve));
  throw failure() ?? new Error('the socket did not open');
}

function callOf(error: unknown): string {
  if (!(error instanceof Error) || !('syscall' in error) || typeof error.syscall !== 'string')
    return 'bind';
  return error.syscall === 'listen' ? 'bind' : error.syscall;
}

class UnixListener implements Listener {
  readonly kind = 'unix';
  readonly address: string;
  readonly port = 0;
  readonly bound: readonly BoundAddress[];
  readonly warnings: readonly string[] = [];
  readonly #server: Server;

  constructor(path: string, server: Server) {
    this.address = path;
    this.bound = [{ address: path, port: 0 }];
    this.#server = server;
  }

  /** libuv removes the file; Node's own callback would wait for every connection, which we don't. */
  async close(): Promise<void> {
    this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
