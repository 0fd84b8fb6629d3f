import { type Failure, failed, type Outcome, success } from '../../ports/failure.ts';
import type { ConnectTarget, TlsClientOptions } from '../../ports/network.ts';
import type { ClientWorld } from './client-world.ts';
import { type Credentials, credentialsPath, readCredentials } from './credentials-file.ts';
import { dataDirectories } from './data-directory.ts';
import type { ClientOptions } from './options.ts';
import { parseServerUrl, type ServerUrl } from './server-url.ts';

/** Where to connect and as whom. */
export interface ServerChoice {
  /** Tried one after the other. */
  readonly targets: readonly ConnectTarget[];
  readonly user?: string;
  readonly password?: string;
  /** Where the password was found, when nobody gave one. */
  readonly passwordFile?: string;
  readonly database: number;
  /** What the prompt shows. */
  readonly name: string;
  readonly warnings: readonly string[];
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 6379;
const PORT_MAX = 65_535;
/** No credentials here for us: the next place is looked at. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES']);

const PASSWORD_VARIABLE = 'REDISCLI_AUTH';

/** redis-cli's words, and the way out. */
const PASSWORD_WARNING =
  "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe. " +
  `Use --askpass or the environment variable ${PASSWORD_VARIABLE}.`;

/** The server that the options name, or the one whose data directory is here. */
export async function findServer(
  options: ClientOptions,
  world: ClientWorld,
): Promise<Outcome<ServerChoice>> {
  const named = options.url ?? options.host ?? options.port ?? options.socket;
  if (named !== undefined || options.tls) return namedServer(options, world);
  for (const directory of dataDirectories(options.dataDirectory, world.host)) {
    const read = await readCredentials(world.disk, directory);
    if (read.ok) return localServer(options, world, { directory, credentials: read.value });
    // A directory that was asked for must be there; the usual ones need not, e.g. beside a plain redis-server.
    if (options.dataDirectory !== undefined || !ABSENT.has(read.failure.code))
      return read.failure.code === 'ENOENT' ? noCredentials(directory) : read;
  }
  return namedServer(options, world);
}

function noCredentials(directory: string): Outcome<never> {
  return failed(
    'ENOENT',
    `There is no credentials.json in ${directory}. A server makes it at its first start there (casemate --data-dir ${directory}). ` +
      'Where it was removed, say where the server is and who you are: casemate cli -h HOST -p PORT --user admin --askpass',
  );
}

async function localServer(
  options: ClientOptions,
  world: ClientWorld,
  { directory, credentials }: { readonly directory: string; readonly credentials: Credentials },
): Promise<Outcome<ServerChoice>> {
  const host = credentials.host === '' ? DEFAULT_HOST : credentials.host;
  const targets: ConnectTarget[] = [];
  if (credentials.socket !== '') targets.push({ kind: 'unix', path: credentials.socket });
  if (credentials.tlsPort > 0 && credentials.authority !== '') {
    const tls = await tlsOptions({ ...options, cacert: credentials.authority }, world);
    if (tls.ok) targets.push({ kind: 'tls', host, port: credentials.tlsPort, tls: tls.value });
  }
  if (credentials.port > 0) targets.push({ kind: 'tcp', host, port: credentials.port });
  if (targets.length === 0) return failed('EINVAL', 'the credentials file names no listener');
  const other = options.user !== undefined && options.user !== credentials.user;
  const found = other ? world.host.environment(PASSWORD_VARIABLE) : credentials.password;
  const password = options.password ?? found;
  const isFromFile = !other && options.password === undefined;
  return success({
    targets,
    user: options.user ?? credentials.user,
    ...(password === undefined ? {} : { password }),
    ...(isFromFile ? { passwordFile: credentialsPath(directory) } : {}),
    database: options.database ?? 0,
    name: targetName(targets[targets.length - 1] ?? { kind: 'unix', path: credentials.socket }),
    warnings: warningsOf(options, undefined),
  });
}

async function namedServer(
  options: ClientOptions,
  world: ClientWorld,
): Promise<Outcome<ServerChoice>> {
  const url = options.url === undefined ? undefined : parseServerUrl(options.url);
  if (options.url !== undefined && url === undefined) {
    return usage('the URL must look like redis://user@host:port/db, rediss://... or unix:///path');
  }
  const target = await targetOf(options, world, url);
  if (!target.ok) return target;
  const user = options.user ?? url?.user;
  const password = options.password ?? url?.password ?? world.host.environment(PASSWORD_VARIABLE);
  if (user !== undefined && password === undefined) {
    return usage(
      `--user needs a password; use --askpass or the environment variable ${PASSWORD_VARIABLE}`,
    );
  }
  return success({
    targets: [target.value],
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    database: options.database ?? url?.database ?? 0,
    name: targetName(target.value),
    warnings: warningsOf(options, url),
  });
}

/** What was asked for by --askpass is on no command line. */
function warningsOf(options: ClientOptions, url: ServerUrl | undefined): readonly string[] {
  const shown =
    (options.password !== undefined && !options.asksPassword) || url?.password !== undefined;
  return shown && options.warnsOfPassword ? [PASSWORD_WARNING] : [];
}

async function targetOf(
  options: ClientOptions,
  world: ClientWorld,
  url: ServerUrl | undefined,
): Promise<Outcome<ConnectTarget>> {
  const path = options.socket ?? url?.socket;
  if (path !== undefined) return success({ kind: 'unix', path });
  const host = options.host ?? url?.host ?? DEFAULT_HOST;
  const port = options.port ?? url?.port ?? DEFAULT_PORT;
  if (!options.tls && url?.tls !== true) return success({ kind: 'tcp', host, port });
  const tls = await tlsOptions(options, world);
  return tls.ok ? success({ kind: 'tls', host, port, tls: tls.value }) : tls;
}

async function tlsOptions(
  options: ClientOptions,
  world: ClientWorld,
): Promise<Outcome<TlsClientOptions>> {
  const files = [options.cacert, options.cert, options.key];
  const contents: (Uint8Array | undefined)[] = [];
  for (const file of files) {
    const read = file === undefined ? success(undefined) : await world.disk.readFile(file);
    if (!read.ok) return usage(read.failure.message);
    contents.push(read.value);
  }
  const [authority, certificate, key] = contents;
  return success({
    ...(authority === undefined ? {} : { authorities: [authority] }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
    insecure: options.insecure,
  });
}

/**
 * The server that `connect host port` names, reached as the one before; `undefined` when the port is none. Its password
 * stays behind unless it is the very same server: a name that was typed must not get what another one's door opens.
 */
export function otherServer(
  before: ServerChoice,
  host: string,
  portText = String(DEFAULT_PORT),
): ServerChoice | undefined {
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > PORT_MAX) return undefined;
  const same = before.targets.some((each) => {
    return each.kind !== 'unix' && each.host === host && each.port === port;
  });
  if (same) return before;
  const secure = before.targets.find((each) => each.kind === 'tls');
  const target: ConnectTarget =
    secure === undefined || before.targets.some((each) => each.kind === 'tcp')
      ? { kind: 'tcp', host, port }
      : { kind: 'tls', host, port, tls: secure.tls };
  return { targets: [target], database: 0, name: targetName(target), warnings: [] };
}

/** What the prompt calls a server. */
function targetName(target: ConnectTarget): string {
  if (target.kind === 'unix') return target.path;
  return `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
}

function usage(message: string): { ok: false; failure: Failure } {
  return failed('USAGE', message);
}
