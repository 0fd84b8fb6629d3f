import type { Outcome } from './failure.ts';

/** What a name on disk is. */
export type FileKind = 'file' | 'directory' | 'symlink' | 'socket' | 'other';

/** Who owns a file and who may touch it. */
export interface FileStatus {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** The permission bits alone (0o7777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modifiedMs: number;
  /** Another file has another one, also at the same path. */
  readonly inode: number;
}

/** Bytes and status of one and the same open file, so that a check can't be raced by a rename. */
export interface FileContent {
  readonly bytes: Uint8Array;
  readonly status: FileStatus;
}

/** How a whole file is replaced. */
export interface WriteOptions {
  /** Permission bits of a new file, whatever the umask; with `keepOwnerAndMode` only where no file was there. */
  readonly mode: number;
  /** The new file takes owner, group and mode of the one it replaces (CONFIG REWRITE, ACL SAVE). */
  readonly keepOwnerAndMode?: boolean;
  /** Fails with EEXIST when something has that name. */
  readonly exclusive?: boolean;
  /** Told when the file can't be renamed over and is written in place, where a crash in the middle would leave half of it. */
  readonly onInPlace?: (code: string) => void;
}

/** A directory that this process alone may use. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** A file that only ever grows, as a log does. Lines are with the kernel when `append` returns, so they survive a crash of ours. */
export interface AppendedFile {
  append(text: string): void;
  /** Opens the path anew, after logrotate has moved the file away. On a failure the old file stays in use. */
  reopen(): Outcome<void>;
  close(): void;
}

/** The file system. Operating errors are values whose code is the system's (ENOENT, EACCES, ...). */
export interface Disk {
  /** Reads at most `maxBytes` (16 MiB when absent); a bigger file is EFBIG. */
  readFile(path: string, maxBytes?: number): Promise<Outcome<Uint8Array>>;
  /** As `readFile`, with the status of what was read. A symbolic link is ELOOP: secrets are read from the place they were written to. */
  readOwnFile(path: string, maxBytes?: number): Promise<Outcome<FileContent>>;
  /**
   * Replaces a file in one step: temporary file beside it, fsync, rename, fsync of the directory. A reader sees the old or the new
   * bytes. A file that can't be renamed over (a bind mount: EBUSY) is written in place, and fsynced.
   */
  writeFile(path: string, bytes: Uint8Array, options: WriteOptions): Promise<Outcome<void>>;
  /** Follows symbolic links. */
  stat(path: string): Promise<Outcome<FileStatus>>;
  /** Looks at the name itself. */
  lstat(path: string): Promise<Outcome<FileStatus>>;
  chmod(path: string, mode: number): Promise<Outcome<void>>;
  chown(path: string, uid: number, gid: number): Promise<Outcome<void>>;
  /** Creates missing parents too. `mode` is for the last one, whatever the umask; parents follow the umask. EEXIST when it is there. */
  makeDirectory(path: string, mode: number): Promise<Outcome<void>>;
  /** Names in a directory, sorted. */
  list(path: string): Promise<Outcome<readonly string[]>>;
  /** Creates the file with `mode` less the umask where it is missing. */
  openAppend(path: string, mode: number): Outcome<AppendedFile>;
  unlink(path: string): Promise<Outcome<void>>;
  rename(from: string, to: string): Promise<Outcome<void>>;
  realPath(path: string): Promise<Outcome<string>>;
  /**
   * Takes a directory for this process until it ends, however it ends. EBUSY: another process has it (the message says which one);
   * ENOLCK: this file system can't lock.
   */
  lockDirectory(path: string): Promise<Outcome<DirectoryLock>>;
}
