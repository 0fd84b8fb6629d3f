import type { Certificates } from '../ports/certificates.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { DirectoryLock, Disk } from '../ports/disk.ts';
import type { Entropy } from '../ports/entropy.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';
import type { HostProcess } from '../ports/process.ts';
import { type Endpoints, readCredentials, writeCredentials } from './credentials.ts';
import { type DataDirectoryPaths, dataDirectoryPaths } from './data-directory.ts';
import { checkModes } from './data-directory-modes.ts';
import { type CertificateState, ensureCertificates } from './first-run-certificates.ts';
import { firstConfig } from './first-run-config.ts';
import { ensureUsers } from './first-run-users.ts';

const DIRECTORY_MODE = 0o700;
const CONFIG_MODE = 0o600;
/** The names that the platform writes under before it renames. */
const HALF_WRITTEN = /^[a-z]+\.(?:acl|conf|crt|json|key|pem)\.[0-9a-f]{12}\.tmp$/;
/** The refusal of posture.ts that `insecure-allow` can accept. */
const LOOSE = 'loose-data-directory';

/** What the secure mode's start needs of the world. */
export interface FirstRunWorld {
  readonly disk: Disk;
  readonly entropy: Entropy;
  readonly crypto: Crypto;
  readonly certificates: Certificates;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly host: Pick<HostProcess, 'uid' | 'hostName'>;
}

/** How it is to be done. */
export interface FirstRunOptions {
  /** Absolute; see `resolveDataDirectory`. */
  readonly directory: string;
  /** From the flags alone: a configuration file that others can write must not excuse itself. */
  readonly insecureAllow: ReadonlySet<string>;
}

/** A data directory that is complete, locked, and ours alone. */
export interface SecureHome {
  readonly paths: DataDirectoryPaths;
  readonly lock: DirectoryLock | undefined;
  /** The operator's password, to be shown once on a terminal and never logged; undefined at every later start. */
  readonly newPassword: string | undefined;
  readonly certificates: CertificateState;
  /** Lines for the log, at level warning. */
  readonly warnings: readonly string[];
}

/**
 * Brings the data directory of the secure mode into being, or finds it as it was left. Every step leaves whole files behind and is
 * skipped when its file is there, so a start that was cut off anywhere is finished by the next one.
 */
export async function firstRun(
  world: FirstRunWorld,
  options: FirstRunOptions,
): Promise<Outcome<SecureHome>> {
  const paths = dataDirectoryPaths(options.directory);
  const made = await ensureDirectory(world.disk, options.directory);
  if (!made.ok) return made;
  const warnings: string[] = [];
  const modes = await checkModes(world.disk, paths, world.host);
  if (!modes.ok) {
    if (!options.insecureAllow.has(LOOSE)) return modes;
    const [found = ''] = modes.failure.message.split('\n');
    warnings.push(
      `${found.replace('Refusing to start: ', '')} Accepted by insecure-allow ${LOOSE}.`,
    );
  }
  const lock = await world.disk.lockDirectory(options.directory);
  if (!lock.ok && lock.failure.code !== 'ENOLOCK') return lock;
  if (!lock.ok) warnings.push(`${lock.failure.message}: nothing stops a second server on it.`);
  const held = lock.ok ? lock.value : undefined;
  if (held !== undefined) await removeHalfWritten(world.disk, options.directory);
  const filled = await fill(world, paths);
  if (!filled.ok) {
    await held?.release();
    return filled;
  }
  warnings.push(...filled.value.certificates.notes);
  return success({ paths, lock: held, ...filled.value, warnings });
}

/** What was being written when a server died: it holds secrets as the whole file does, and nobody will finish it. */
async function removeHalfWritten(disk: Disk, directory: string): Promise<void> {
  const names = await disk.list(directory);
  if (!names.ok) return;
  for (const name of names.value) {
    if (HALF_WRITTEN.test(name)) await disk.unlink(`${directory}/${name}`);
  }
}

/** Renews the server certificate where it is due, at a timer or SIGHUP, before the listeners reload it. */
export async function keepCertificates(
  world: FirstRunWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<CertificateState>> {
  const issuing = { ...world, nowMs: world.clock.wallMs(), hostName: world.host.hostName };
  return await ensureCertificates(issuing, paths);
}

/** Tells `casemate cli` where the server listens now; nothing happens when the operator has removed the file. */
export async function recordEndpoints(
  disk: Disk,
  paths: DataDirectoryPaths,
  endpoints: Endpoints,
): Promise<Outcome<void>> {
  const read = await readCredentials(disk, paths.credentials);
  if (!read.ok) return read.failure.code === 'ENOENT' ? success(undefined) : read;
  const before = read.value;
  const names = ['host', 'port', 'tlsPort', 'socket'] as const;
  if (names.every((name) => before[name] === endpoints[name])) return success(undefined);
  return await writeCredentials(disk, paths.credentials, { ...before, ...endpoints });
}

async function ensureDirectory(disk: Disk, directory: string): Promise<Outcome<void>> {
  const made = await disk.makeDirectory(directory, DIRECTORY_MODE);
  if (made.ok) return made;
  if (made.failure.code === 'EEXIST') {
    const status = await disk.stat(directory);
    if (status.ok && status.value.kind === 'directory') return success(undefined);
    return failed(
      'ENOTDIR',
      `The data directory ${directory} is not a directory. Fix: choose another with --data-dir.`,
    );
  }
  return failed(
    made.failure.code,
    `${made.failure.message}. Fix: choose a data directory that you may write to with --data-dir.`,
  );
}

async function fill(
  world: FirstRunWorld,
  paths: DataDirectoryPaths,
): Promise<Outcome<Pick<SecureHome, 'newPassword' | 'certificates'>>> {
  const certificates = await keepCertificates(world, paths);
  if (!certificates.ok) return certificates;
  const users = await ensureUsers(world, paths);
  if (!users.ok) return users;
  const config = await world.disk.lstat(paths.config);
  if (!config.ok) {
    const written = await world.disk.writeFile(paths.config, firstConfig(paths), {
      mode: CONFIG_MODE,
    });
    if (!written.ok) return written;
  }
  return success({ newPassword: users.value.newPassword, certificates: certificates.value });
}
