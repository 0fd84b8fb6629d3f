import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, unlinkSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import type { DirectoryLock } from '../ports/disk.ts';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import { errorCode, systemFailure } from './system-error.ts';

/**
 * Node has no flock(), and a file with a pid in it lies after a crash, in a container and after pids have wrapped around. A listening
 * Unix socket doesn't: the kernel refuses connections to it from the moment its process is gone, across containers that share the
 * volume as well. The socket is made under another name and then linked, so `LOCK_NAME` is never there without being answered.
 */
const LOCK_NAME = 'casemate.lock';
const NO_SOCKETS_HERE = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENOSYS']);
const ANSWER_WAIT_MS = 500;

/** Takes a directory for this process until it ends. */
export async function lockDirectory(path: string): Promise<Outcome<DirectoryLock>> {
  let directory: FileHandle;
  try {
    directory = await open(path, 'r');
  } catch (error) {
    return systemFailure(error, `Can't lock ${path}`);
  }
  // A Unix socket's path has room for 107 bytes. Through the descriptor any directory is short enough.
  const base = process.platform === 'linux' ? `/proc/self/fd/${directory.fd}` : path;
  const attempt = new LockAttempt(path, base);
  const outcome = await attempt.run();
  await directory.close();
  return outcome;
}

class LockAttempt {
  readonly #path: string;
  readonly #base: string;
  readonly #lock: string;
  readonly #own: string;

  constructor(path: string, base: string) {
    this.#path = path;
    this.#base = base;
    this.#lock = `${base}/${LOCK_NAME}`;
    this.#own = `${base}/.lock-${randomBytes(6).toString('hex')}`;
  }

  async run(): Promise<Outcome<DirectoryLock>> {
    let server: Server | undefined;
    try {
      server = await listenAlone(this.#own);
      const outcome =
        (await this.#take()) ?? success(new HeldLock(`${this.#path}/${LOCK_NAME}`, server));
      if (!outcome.ok) server.close();
      return outcome;
    } catch (error) {
      server?.close();
      if (NO_SOCKETS_HERE.has(errorCode(error))) {
        return failed('ENOLOCK', `Can't lock ${this.#path}: its file system has no Unix sockets`);
      }
      return systemFailure(error, `Can't lock ${this.#path}`);
    } finally {
      remove(this.#own);
    }
  }

  /** Undefined: the lock is ours. */
  async #take(): Promise<Outcome<never> | undefined> {
    if (this.#linked()) return undefined;
    const holder = await holderOf(this.#lock);
    if (holder !== undefined) return this.#busy(holder);
    return await this.#breakStale();
  }

  #linked(): boolean {
    try {
      linkSync(this.#own, this.#lock);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  }

  /**
   * Only one process may remove a stale lock, and only the very one it has seen: the file that gives the right carries the lock's
   * inode number and time in its name. Otherwise two starts could each remove the other's new lock.
   */
  async #breakStale(): Promise<Outcome<never> | undefined> {
    const stale = identityOf(this.#lock);
    if (stale === undefined) return this.#linked() ? undefined : this.#busy('another start');
    const right = `${this.#base}/.break-${stale}`;
    try {
      writeFileSync(right, '', { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (errorCode(error) === 'EEXIST')
        return this.#busy(`another start (if there is none, remove ${this.#path}/.break-${stale})`);
      throw error;
    }
    try {
      const holder =
        identityOf(this.#lock) === stale ? await holderOf(this.#lock) : 'another start';
      if (holder !== undefined) return this.#busy(holder);
      remove(this.#lock);
      return this.#linked() ? undefined : this.#busy('another start');
    } finally {
      remove(right);
    }
  }

  #busy(holder: string): Outcome<never> {
    return failed(
      'EBUSY',
      `The data directory ${this.#path} is in use by ${holder}: stop it, or choose another directory with --data-dir.`,
    );
  }
}

class HeldLock implements DirectoryLock {
  readonly #path: string;
  readonly #server: Server;

  constructor(path: string, server: Server) {
    this.#path = path;
    this.#server = server;
  }

  /** The name goes first: while the socket answers nobody else may touch it. */
  async release(): Promise<void> {
    remove(this.#path);
    this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Answers every connection with our pid. Doesn't keep the process alive. */
async function listenAlone(path: string): Promise<Server> {
  const server = createServer((probe) => {
    probe.on('error', () => undefined);
    probe.end(String(process.pid));
  });
  const before = process.umask(0o177);
  const opened = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  try {
    server.listen({ path, exclusive: true });
  } finally {
    process.umask(before);
  }
  await opened;
  server.unref();
  return server;
}

/** Who answers on a lock, such as `process 811`; undefined when nobody does. */
function holderOf(lock: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const probe = connect(lock);
    const settle = (holder: string | undefined): void => {
      probe.destroy();
      resolve(holder);
    };
    probe.setTimeout(ANSWER_WAIT_MS, () => settle('another process that is busy'));
    probe.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    probe.once('end', () =>
      settle(/^\d{1,10}$/.test(answer) ? `process ${answer}` : 'another process'),
    );
    // Refused: the process is gone. Anything else, such as a full backlog, means that somebody is there.
    probe.once('error', (error) =>
      settle(
        errorCode(error) === 'ECONNREFUSED' || errorCode(error) === 'ENOENT'
          ? undefined
          : 'another process',
      ),
    );
  });
}

function identityOf(path: string): string | undefined {
  const status = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? undefined : `${status.ino}-${status.ctimeNs}`;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already.
  }
}
