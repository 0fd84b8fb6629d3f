import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WriteOptions } from '../ports/disk.ts';
import { errorCode } from './system-error.ts';

/**
 * Where a file can't be replaced by rename although it can be written: it is a bind mount of its own, or its directory belongs to
 * somebody else (redis#12084: ACL SAVE in a container).
 */
const IN_PLACE = new Set(['EBUSY', 'EACCES', 'EPERM', 'EROFS']);

/** Replaces a file so that a reader, or a crash, meets the old bytes or the new ones. Throws the system's error. */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  if (options.keepOwnerAndMode !== true) {
    await throughTemporary(path, bytes, {
      mode: options.mode,
      exclusive: options.exclusive === true,
    });
    return;
  }
  // The operator may have put a symbolic link there: it stays, and what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  try {
    await throughTemporary(target, bytes, {
      mode: options.mode,
      exclusive: false,
      ...(before === undefined ? {} : { like: before }),
    });
  } catch (error) {
    const code = errorCode(error);
    if (before === undefined || !IN_PLACE.has(code)) throw error;
    await inPlace(target, bytes);
    options.onInPlace?.(code);
  }
}

interface Placement {
  readonly mode: number;
  readonly exclusive: boolean;
  /** The file that is replaced: its owner, group and mode are taken over. */
  readonly like?: Stats;
}

async function throughTemporary(
  path: string,
  bytes: Uint8Array,
  placement: Placement,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await fill(file, bytes, placement);
    if (placement.exclusive) {
      await link(temporary, path);
      await unlink(temporary);
    } else await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function fill(file: FileHandle, bytes: Uint8Array, placement: Placement): Promise<void> {
  try {
    await file.writeFile(bytes);
    const { like } = placement;
    if (like !== undefined) {
      const now = await file.stat();
      if (now.uid !== like.uid || now.gid !== like.gid) await file.chown(like.uid, like.gid);
    }
    await file.chmod(like === undefined ? placement.mode : like.mode & 0o7777);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function inPlace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_WRONLY);
  try {
    let position = 0;
    while (position < bytes.length) {
      const { bytesWritten } = await file.write(bytes, position, bytes.length - position, position);
      position += bytesWritten;
    }
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name is only sure to survive a power cut when its directory has reached the disk, too. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } catch (error) {
    // Some network file systems can't; there the rename is as safe as they make it.
    if (errorCode(error) !== 'EINVAL') throw error;
  } finally {
    await directory.close();
  }
}
