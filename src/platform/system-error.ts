import { getSystemErrorMap } from 'node:util';
import type { Outcome } from '../ports/failure.ts';
import { failed } from '../ports/failure.ts';

/** glibc's words, which redis-server prints and log watchers look for; libuv's own differ. */
const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  ECONNREFUSED: 'Connection refused',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTFOUND: 'Name or service not known',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
};

/** The system's code of a thrown error, or `EUNKNOWN`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return 'EUNKNOWN';
}

/** The system's sentence for a code, as C programs print it. */
export function errorText(error: unknown): string {
  const code = errorCode(error);
  const text = TEXTS[code];
  if (text !== undefined) return text;
  for (const [name, message] of getSystemErrorMap().values()) {
    if (name === code) return message;
  }
  return error instanceof Error ? error.message : String(error);
}

/** A thrown system error as a value: `<what>: <the system's sentence>`. */
export function systemFailure(
  error: unknown,
  what: string,
): Extract<Outcome<never>, { ok: false }> {
  return failed(errorCode(error), `${what}: ${errorText(error)}`);
}
