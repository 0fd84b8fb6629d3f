import { toUtf8 } from '../../base/bytes.ts';
import type { Disk } from '../../ports/disk.ts';
import { failed, type Outcome, success } from '../../ports/failure.ts';

/** What the first start of the server leaves for its operator's client. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly host: string;
  /** 0 when the server has no such listener. */
  readonly port: number;
  readonly tlsPort: number;
  readonly socket: string;
  /** Path of the local authority's certificate. */
  readonly authority: string;
}

const FILE_NAME = 'credentials.json';
const OTHERS_MAY_TOUCH = 0o077;

/** The credentials file of a data directory. */
export function credentialsPath(dataDirectory: string): string {
  return `${dataDirectory}/${FILE_NAME}`;
}

/**
 * Reads the credentials file of a data directory; a failure's code is ENOENT when there is none. A file that others
 * may read is not used: the password in it may be known already (security.md, "secrets in files").
 */
export async function readCredentials(
  disk: Disk,
  dataDirectory: string,
): Promise<Outcome<Credentials>> {
  const path = credentialsPath(dataDirectory);
  const read = await disk.readOwnFile(path);
  if (!read.ok) return read;
  const { bytes, status } = read.value;
  if ((status.mode & OTHERS_MAY_TOUCH) !== 0) {
    const mode = status.mode.toString(8).padStart(4, '0');
    return failed('EPERM', `${path} has mode ${mode}, others may read it; fix: chmod 600 ${path}`);
  }
  const credentials = parseCredentials(toUtf8(bytes));
  return credentials === undefined
    ? failed('EINVAL', `${path} is damaged; restore it, or name the server with -h, -p and --user`)
    : success(credentials);
}

function parseCredentials(text: string): Credentials | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(parsed));
  const user = textOf(fields.get('user'));
  const password = textOf(fields.get('password'));
  if (user === '' || password === '') return undefined;
  return {
    user,
    password,
    host: textOf(fields.get('host')),
    port: portOf(fields.get('port')),
    tlsPort: portOf(fields.get('tlsPort')),
    socket: textOf(fields.get('socket')),
    authority: textOf(fields.get('authority')),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function portOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536
    ? value
    : 0;
}
