import { fromLatin1, fromUtf8, toUtf8 } from '../base/bytes.ts';
import type { Disk, FileContent } from '../ports/disk.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';
import type { HostProcess } from '../ports/process.ts';
import { parsePasswordSource } from './password-source.ts';

/** What secrets are read from. */
export interface SecretWorld {
  readonly disk: Pick<Disk, 'stat' | 'realPath' | 'readOwnFile'>;
  readonly host: Pick<HostProcess, 'environment'>;
  /** A path as seen from `dir`. */
  readonly resolve: (path: string) => string;
}

/** A file with a secret, for whoever judges modes and owners. */
export interface SecretFile {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
}

export interface Secret {
  /** Without the line break at the end. */
  readonly bytes: Uint8Array;
  /** Undefined when it came from the environment. */
  readonly file: SecretFile | undefined;
}

/** Above it a file was meant for something else; before a login nobody could send more than a few of these. */
const SECRET_BYTES_MAX = 4096;
const WRITABLE_BY_OTHERS = 0o002;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DIRECTORY_VARIABLE = 'CREDENTIALS_DIRECTORY';

/**
 * Reads the secret behind `file:PATH`, `env:NAME` or `credential:NAME`; the failure says what is wrong and how it is
 * mended, and never what was read.
 */
export async function readSecret(text: string, world: SecretWorld): Promise<Outcome<Secret>> {
  const source = parsePasswordSource(text);
  if (source === undefined) return refused(`${text} names no file, variable or credential`);
  if (source.kind === 'env') return fromEnvironment(source.name, world);
  const name = toUtf8(fromLatin1(source.name));
  if (source.kind === 'file') return await fromFile(world.resolve(name), world);
  const directory = world.host.environment(DIRECTORY_VARIABLE) ?? '';
  if (directory === '') {
    return refused(
      `$${DIRECTORY_VARIABLE} is not set. Fix: start Casemate by systemd with LoadCredential=${name}:/path/of/the/secret in its unit`,
    );
  }
  return await fromFile(`${directory}/${name}`, world);
}

function fromEnvironment(name: string, { host }: SecretWorld): Outcome<Secret> {
  const value = host.environment(name);
  if (value === undefined)
    return refused(`the environment has no ${name}. Fix: set it where Casemate is started`);
  return judged(fromUtf8(value), { what: `the variable ${name}`, file: undefined });
}

/** Kubernetes swaps the target of its links when a secret changes: what was there a moment ago may be gone, once. */
async function fromFile(path: string, world: SecretWorld): Promise<Outcome<Secret>> {
  const first = await readLinked(path, world);
  const content =
    first.ok || first.failure.code !== 'ENOENT' ? first : await readLinked(path, world);
  if (!content.ok)
    return refused(`${content.failure.message}. Fix: ${remedy(content.failure, path)}`);
  const { bytes, status } = content.value;
  const mode = status.mode & 0o777;
  // Attack table, "secrets in files": whoever can write the file chooses the password.
  if ((mode & WRITABLE_BY_OTHERS) !== 0)
    return refused(`others may write ${path}. Fix: chmod o-w ${path}`);
  return judged(bytes, { what: path, file: { path, mode, uid: status.uid } });
}

/** The operator's secrets may be links; mode and bytes are those of one and the same open file behind them. */
async function readLinked(path: string, { disk }: SecretWorld): Promise<Outcome<FileContent>> {
  const status = await disk.stat(path);
  if (!status.ok) return status;
  if (status.value.kind !== 'file') return failed('EINVAL', `${path} is no regular file`);
  const real = await disk.realPath(path);
  if (!real.ok) return real;
  const content = await disk.readOwnFile(real.value, SECRET_BYTES_MAX);
  if (!content.ok && content.failure.code === 'EFBIG')
    return failed('EFBIG', `${path} has more than the ${SECRET_BYTES_MAX} bytes of a password`);
  return content;
}

function remedy({ code }: { readonly code: string }, path: string): string {
  if (code === 'EACCES') return `let the user that Casemate runs as read ${path}`;
  if (code === 'EFBIG') return 'name the file that holds the password alone';
  return `write the password into ${path}`;
}

function judged(
  bytes: Uint8Array,
  { what, file }: { readonly what: string; readonly file: SecretFile | undefined },
): Outcome<Secret> {
  const secret = bytes.subarray(0, lengthOfLine(bytes));
  if (secret.length === 0) return refused(`${what} is empty. Fix: put the password into it`);
  if (secret.length > SECRET_BYTES_MAX)
    return refused(`${what} has more than the ${SECRET_BYTES_MAX} bytes of a password`);
  if (secret.includes(LINE_FEED) || secret.includes(0))
    return refused(`${what} holds more than one line. Fix: leave only the password in it`);
  return success({ bytes: secret, file });
}

/** Without one line break at the end, as editors and `echo` leave it. */
function lengthOfLine(bytes: Uint8Array): number {
  const { length } = bytes;
  if (bytes[length - 1] !== LINE_FEED) return length;
  return bytes[length - 2] === CARRIAGE_RETURN ? length - 2 : length - 1;
}

function refused(message: string): Outcome<never> {
  return failed('ESECRET', message);
}
