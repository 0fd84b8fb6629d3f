/** Why a configuration can't be used. */
export type ConfigError = LineError | UnreadableFile;

/** A line that is wrong. */
export interface LineError {
  readonly kind: 'line';
  readonly line: number;
  /** The line, its secrets left out. */
  readonly text: string;
  readonly reason: string;
  /** The file, when it is an included one. */
  readonly includedFile: string | undefined;
}

/** A file that can't be read. */
export interface UnreadableFile {
  readonly kind: 'unreadable';
  readonly path: string;
  readonly reason: string;
}

/** The report as redis-server prints it, which supervisors and test harnesses look for. */
export function formatConfigError(error: ConfigError, redisVersion: string): string {
  if (error.kind === 'unreadable')
    return `Fatal error, can't open config file '${error.path}': ${error.reason}`;
  const where =
    error.includedFile === undefined ? [] : [`(in the included file ${error.includedFile})`];
  return [
    '',
    `*** FATAL CONFIG FILE ERROR (Redis ${redisVersion}) ***`,
    `Reading the configuration file, at line ${String(error.line)}`,
    `>>> '${error.text}'`,
    error.reason,
    ...where,
    '',
  ].join('\n');
}

const MESSAGES = new Map([
  ['ENOENT', 'No such file or directory'],
  ['EACCES', 'Permission denied'],
  ['EPERM', 'Operation not permitted'],
  ['ENOTDIR', 'Not a directory'],
  ['EISDIR', 'Is a directory'],
  ['ELOOP', 'Too many levels of symbolic links'],
  ['ENAMETOOLONG', 'File name too long'],
  ['EMFILE', 'Too many open files'],
]);

/** A failure of the disk in the C library's words, which Redis's messages end with. */
export function systemMessage(failure: {
  readonly code: string;
  readonly message: string;
}): string {
  return MESSAGES.get(failure.code) ?? failure.message;
}
