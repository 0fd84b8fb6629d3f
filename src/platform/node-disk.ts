import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  AppendedFile,
  DirectoryLock,
  Disk,
  FileContent,
  FileKind,
  FileStatus,
  WriteOptions,
} from '../ports/disk.ts';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import { lockDirectory } from './directory-lock.ts';
import { openAppend } from './node-appended-file.ts';
import { replaceFile } from './replace-file.ts';
import { systemFailure } from './system-error.ts';

const READ_MAX_BYTES = 16 * 1024 * 1024;

/** The machine's file system. */
export class NodeDisk implements Disk {
  async readFile(path: string, maxBytes = READ_MAX_BYTES): Promise<Outcome<Uint8Array>> {
    const content = await readWith(path, constants.O_RDONLY, maxBytes);
    return content.ok ? success(content.value.bytes) : content;
  }

  readOwnFile(path: string, maxBytes = READ_MAX_BYTES): Promise<Outcome<FileContent>> {
    return readWith(path, constants.O_RDONLY | constants.O_NOFOLLOW, maxBytes);
  }

  writeFile(path: string, bytes: Uint8Array, options: WriteOptions): Promise<Outcome<void>> {
    return attempt(`Can't write ${path}`, () => replaceFile(path, bytes, options));
  }

  stat(path: string): Promise<Outcome<FileStatus>> {
    return attempt(`Can't look at ${path}`, async () => statusOf(await stat(path)));
  }

  lstat(path: string): Promise<Outcome<FileStatus>> {
    return attempt(`Can't look at ${path}`, async () => statusOf(await lstat(path)));
  }

  chmod(path: string, mode: number): Promise<Outcome<void>> {
    return attempt(`Can't change the mode of ${path}`, () => chmod(path, mode));
  }

  chown(path: string, uid: number, gid: number): Promise<Outcome<void>> {
    return attempt(`Can't change the owner of ${path}`, () => chown(path, uid, gid));
  }

  makeDirectory(path: string, mode: number): Promise<Outcome<void>> {
    return attempt(`Can't create the directory ${path}`, async () => {
      await mkdir(dirname(path), { recursive: true });
      // The umask may narrow what mkdir makes and never widens it, so nobody gets in before the chmod.
      await mkdir(path, mode);
      await chmod(path, mode);
    });
  }

  list(path: string): Promise<Outcome<readonly string[]>> {
    return attempt(`Can't list ${path}`, async () => (await readdir(path)).sort());
  }

  unlink(path: string): Promise<Outcome<void>> {
    return attempt(`Can't remove ${path}`, () => unlink(path));
  }

  rename(from: string, to: string): Promise<Outcome<void>> {
    return attempt(`Can't rename ${from} to ${to}`, () => rename(from, to));
  }

  realPath(path: string): Promise<Outcome<string>> {
    return attempt(`Can't resolve ${path}`, () => realpath(path));
  }

  openAppend(path: string, mode: number): Outcome<AppendedFile> {
    return openAppend(path, mode);
  }

  lockDirectory(path: string): Promise<Outcome<DirectoryLock>> {
    return lockDirectory(path);
  }
}

async function attempt<T>(what: string, work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return success(await work());
  } catch (error) {
    return systemFailure(error, what);
  }
}

async function readWith(
  path: string,
  flags: number,
  maxBytes: number,
): Promise<Outcome<FileContent>> {
  let file: FileHandle | undefined;
  try {
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang the start.
    file = await open(path, flags | constants.O_NONBLOCK);
    const status = statusOf(await file.stat());
    if (status.kind === 'directory') return failed('EISDIR', `Can't read ${path}: Is a directory`);
    if (status.sizeBytes > maxBytes) {
      return failed(
        'EFBIG',
        `Can't read ${path}: it has ${status.sizeBytes} bytes, more than the ${maxBytes} that are expected at most`,
      );
    }
    return success({ bytes: new Uint8Array(await file.readFile()), status });
  } catch (error) {
    return systemFailure(error, `Can't read ${path}`);
  } finally {
    await file?.close();
  }
}

function statusOf(stats: Stats): FileStatus {
  return {
    kind: kindOf(stats),
    sizeBytes: stats.size,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    modifiedMs: stats.mtimeMs,
    inode: stats.ino,
  };
}

function kindOf(stats: Stats): FileKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  return stats.isSocket() ? 'socket' : 'other';
}
