import type { Disk, FileStatus } from '../../src/ports/disk.ts';
import { failed, type Outcome, success } from '../../src/ports/failure.ts';

type Needed = Pick<Disk, 'readFile' | 'writeFile' | 'list' | 'stat' | 'lstat' | 'realPath'>;

/** A disk in memory that holds text files by absolute path; a path that others begin with is a directory. */
export class ConfigDisk implements Needed {
  readonly files: Map<string, string>;
  /** When files were changed, for those of which a test says so. */
  readonly modifiedMs = new Map<string, number>();
  /** How each file was written last. */
  readonly writes: {
    readonly path: string;
    readonly mode: number;
    readonly keepOwnerAndMode: boolean;
  }[] = [];

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.files = new Map(Object.entries(files));
  }

  readFile(path: string): Promise<Outcome<Uint8Array>> {
    const text = this.files.get(path);
    if (text !== undefined) return Promise.resolve(success(new Uint8Array(Buffer.from(text))));
    const code = this.#isDirectory(path) ? 'EISDIR' : 'ENOENT';
    return Promise.resolve(failed(code, 'no such file'));
  }

  writeFile(
    path: string,
    bytes: Uint8Array,
    options: { mode: number; keepOwnerAndMode?: boolean },
  ): Promise<Outcome<void>> {
    this.files.set(path, Buffer.from(bytes).toString('utf8'));
    this.writes.push({
      path,
      mode: options.mode,
      keepOwnerAndMode: options.keepOwnerAndMode === true,
    });
    return Promise.resolve(success(undefined));
  }

  list(path: string): Promise<Outcome<readonly string[]>> {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const names = [...this.files.keys()]
      .filter((file) => file.startsWith(prefix))
      .map((file) => file.slice(prefix.length).split('/')[0] ?? '');
    return Promise.resolve(
      names.length === 0
        ? failed('ENOENT', 'no such directory')
        : success([...new Set(names)].sort()),
    );
  }

  stat(path: string): Promise<Outcome<FileStatus>> {
    const isDirectory = this.#isDirectory(path);
    const text = this.files.get(path);
    if (!isDirectory && text === undefined)
      return Promise.resolve(failed('ENOENT', 'no such file'));
    return Promise.resolve(
      success({
        kind: isDirectory ? ('directory' as const) : ('file' as const),
        sizeBytes: text?.length ?? 0,
        mode: 0o600,
        uid: 0,
        gid: 0,
        modifiedMs: this.modifiedMs.get(path) ?? 0,
        inode: 0,
      }),
    );
  }

  lstat(path: string): Promise<Outcome<FileStatus>> {
    return this.stat(path);
  }

  realPath(path: string): Promise<Outcome<string>> {
    return Promise.resolve(success(path));
  }

  #isDirectory(path: string): boolean {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.files.keys()].some((file) => file.startsWith(prefix));
  }
}
