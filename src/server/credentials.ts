import { fromLatin1, toUtf8 } from '../base/bytes.ts';
import type { Disk } from '../ports/disk.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';

/** Where the server can be reached from this machine. */
export interface Endpoints {
  readonly host: string;
  /** 0 when there is no plain TCP listener. */
  readonly port: number;
  /** 0 when there is no TLS listener. */
  readonly tlsPort: number;
  /** Empty when there is no Unix socket. */
  readonly socket: string;
}

/** What the credentials file holds: everything `casemate cli` needs to log in as the operator. */
export interface Credentials extends Endpoints {
  readonly user: string;
  readonly password: string;
  /** Path of the local authority's certificate. */
  readonly authority: string;
}

const FORMAT = 'casemate-credentials-1';
const MODE = 0o600;
const BYTES_MAX = 65_536;

/** Reads the credentials; ENOENT when there are none, EDAMAGED when the file says something else. */
export async function readCredentials(
  disk: Pick<Disk, 'readOwnFile'>,
  path: string,
): Promise<Outcome<Credentials>> {
  const content = await disk.readOwnFile(path, BYTES_MAX);
  if (!content.ok) return content;
  const credentials = parseCredentials(toUtf8(content.value.bytes));
  return credentials === undefined
    ? failed('EDAMAGED', `${path} is damaged`)
    : success(credentials);
}

/** Writes the credentials for their owner alone. */
export async function writeCredentials(
  disk: Pick<Disk, 'writeFile'>,
  path: string,
  credentials: Credentials,
): Promise<Outcome<void>> {
  const fields = { format: FORMAT, ...credentials };
  return await disk.writeFile(path, asciiJson(fields), { mode: MODE });
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
  const texts = ['user', 'password', 'host', 'socket', 'authority'].map((name) => fields.get(name));
  const ports = ['port', 'tlsPort'].map((name) => fields.get(name));
  const [user, password, host, socket, authority] = texts;
  const [port, tlsPort] = ports;
  if (
    fields.get('format') !== FORMAT ||
    !isText(user) ||
    !isText(password) ||
    user === '' ||
    password === ''
  )
    return undefined;
  if (!isText(host) || !isText(socket) || !isText(authority) || !isPort(port) || !isPort(tlsPort))
    return undefined;
  return { user, password, host, port, tlsPort, socket, authority };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65_536;
}

/** JSON whose every character is ASCII, so that its bytes don't depend on anybody's locale. */
function asciiJson(fields: object): Uint8Array {
  const text = JSON.stringify(fields, undefined, 2).replace(/[\u0080-\uffff]/g, escapeCharacter);
  return fromLatin1(`${text}\n`);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
