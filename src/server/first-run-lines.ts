import type { HostProcess } from '../ports/process.ts';
import type { Endpoints } from './credentials.ts';
import {
  type DataDirectoryPaths,
  type DirectoryHost,
  personalDataDirectory,
} from './data-directory.ts';
import { shellWord } from './data-directory-modes.ts';
import { ADMIN } from './first-run-users.ts';

/** What the lines are about. */
export interface ConnectLinesOptions {
  readonly paths: DataDirectoryPaths;
  readonly endpoints: Endpoints;
  /** Given only when the lines go to a terminal, and only at the first start. */
  readonly newPassword: string | undefined;
  /** False where the operator has removed the credentials file. */
  readonly hasCredentials?: boolean;
  /** See `clientCommand`. */
  readonly client: string;
}

/**
 * The text that a start in the secure mode prints: exact lines that work when pasted. With the new password they hold it; without
 * they read it from the credentials file, so that they may go to a log.
 */
export function connectLines(options: ConnectLinesOptions): string {
  const { paths, newPassword, endpoints } = options;
  if (options.hasCredentials === false) return linesWithoutCredentials(options);
  const lines =
    newPassword === undefined
      ? [`The password of ${ADMIN} is in ${paths.credentials}, which only you can read.`]
      : createdLines(paths, newPassword);
  lines.push('', 'Connect with', '  casemate cli', `    ${options.client}`);
  lines.push(
    '  redis-cli',
    `    ${redisCli(options)}`,
    '  ioredis',
    `    ${ioredis(options)}`,
    '  node-redis',
    `    ${nodeRedis(options)}`,
  );
  if (endpoints.port > 0 && endpoints.tlsPort > 0) {
    const overTls = { ...options, endpoints: { ...endpoints, port: 0 } };
    lines.push(
      '  redis-cli over TLS',
      `    ${redisCli(overTls)}`,
      '  ioredis over TLS',
      `    ${ioredis(overTls)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** What a first start has made, said once; also by one that fails after it. */
export function createdLines(paths: DataDirectoryPaths, newPassword: string): string[] {
  return [
    `Created ${paths.directory}`,
    `User ${ADMIN}, password ${newPassword}`,
    `(printed this once; ${paths.credentials} keeps it, which only you can read)`,
  ];
}

function linesWithoutCredentials({ paths, endpoints, client }: ConnectLinesOptions): string {
  const program = client.replace(/ cli\b.*$/, '');
  return [
    `There is no ${paths.credentials}, so only you know the password of ${ADMIN}.`,
    `If it is lost: stop the server and remove ${paths.users}. The next start makes a new ${ADMIN}; all other users are gone.`,
    '',
    'Connect with',
    `    ${program} cli -s ${shellWord(endpoints.socket)} --user ${ADMIN} --askpass`,
    '',
  ].join('\n');
}

/** The line that starts the client which finds everything by itself, as this program was called. */
export function clientCommand(
  host: DirectoryHost & Pick<HostProcess, 'programPath'>,
  directory: string,
): string {
  // A client started later, from another shell, has none of our environment.
  const bare = {
    ...host,
    homeDirectory: host.homeDirectory,
    platform: host.platform,
    environment: () => undefined,
  };
  const found = personalDataDirectory(bare) === directory;
  return `${programName(host)} cli${found ? '' : ` --data-dir ${shellWord(directory)}`}`;
}

function programName(host: DirectoryHost & Pick<HostProcess, 'programPath'>): string {
  if (host.environment('npm_command') === 'exec') return 'npx casemate';
  // `npm start` runs a script that can't be called by itself.
  const path = host.programPath.replace(/\/scripts\/start\.mjs$/, '/bin/casemate');
  const here = `${host.workingDirectory}/`;
  return shellWord(path.startsWith(here) ? `./${path.slice(here.length)}` : path);
}

function redisCli({ paths, endpoints, newPassword }: ConnectLinesOptions): string {
  const file = shellWord(paths.credentials);
  const password = newPassword ?? `"$(sed -n 's/.*"password": "\\([^"]*\\)".*/\\1/p' ${file})"`;
  const host = endpoints.host === '127.0.0.1' ? '' : ` -h ${endpoints.host}`;
  let where = ` -s ${shellWord(endpoints.socket)}`;
  if (endpoints.tlsPort > 0)
    where = `${host} -p ${endpoints.tlsPort} --tls --cacert ${shellWord(paths.authority)}`;
  if (endpoints.port > 0) where = `${host} -p ${endpoints.port}`;
  return `REDISCLI_AUTH=${password} redis-cli --user ${ADMIN}${where}`;
}

function ioredis(options: ConnectLinesOptions): string {
  const { paths, endpoints } = options;
  let where = `path: ${quoted(endpoints.socket)}`;
  if (endpoints.tlsPort > 0)
    where = `${hostAndPort(endpoints, endpoints.tlsPort)}, tls: { ca: ${fileText(paths.authority)} }`;
  if (endpoints.port > 0) where = hostAndPort(endpoints, endpoints.port);
  const redis = `const redis = new Redis({ ${where}, ${login(options)} });`;
  return withImports(redis, "import { Redis } from 'ioredis';");
}

function nodeRedis(options: ConnectLinesOptions): string {
  const { paths, endpoints } = options;
  let where = `path: ${quoted(endpoints.socket)}`;
  if (endpoints.tlsPort > 0)
    where = `${hostAndPort(endpoints, endpoints.tlsPort)}, tls: true, ca: ${fileText(paths.authority)}`;
  if (endpoints.port > 0) where = hostAndPort(endpoints, endpoints.port);
  const client = `const client = await createClient({ ${login(options)}, socket: { ${where} } }).connect();`;
  return withImports(client, "import { createClient } from 'redis';");
}

function hostAndPort(endpoints: Endpoints, port: number): string {
  return `host: ${quoted(endpoints.host)}, port: ${port}`;
}

function login({ paths, newPassword }: ConnectLinesOptions): string {
  const password =
    newPassword === undefined
      ? `JSON.parse(${fileText(paths.credentials)}).password`
      : quoted(newPassword);
  return `username: '${ADMIN}', password: ${password}`;
}

function fileText(path: string): string {
  return `readFileSync(${quoted(path)}, 'utf8')`;
}

function withImports(code: string, library: string): string {
  const fs = code.includes('readFileSync(') ? "import { readFileSync } from 'node:fs'; " : '';
  return `${library} ${fs}${code}`;
}

function quoted(text: string): string {
  return /^[^'"\\\n]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
