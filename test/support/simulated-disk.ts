import type {
  AppendedFile,
  DirectoryLock,
  Disk,
  FileContent,
  FileKind,
  FileStatus,
  WriteOptions,
} from '../../src/ports/disk.ts';
import { failed, type Outcome, success } from '../../src/ports/failure.ts';

interface Node {
  kind: FileKind;
  bytes: Uint8Array;
  mode: number;
  uid: number;
}

/** The power cut that `crashBefore` asked for. */
export class PowerCut extends Error {}

/** A file system in memory with owners, modes, locks, and a power cut before any change one likes. */
export class SimulatedDisk implements Disk {
  readonly nodes = new Map<string, Node>();
  readonly #locked = new Set<string>();
  readonly #uid: number;
  /** Changes that still succeed; the one after them doesn't happen any more. */
  changesLeft = Number.POSITIVE_INFINITY;

  constructor(uid: number) {
    this.#uid = uid;
    this.nodes.set('/', { kind: 'directory', bytes: new Uint8Array(), mode: 0o755, uid: 0 });
  }

  /** What a restart finds: the files, and none of the locks. */
  restart(): void {
    this.#locked.clear();
    this.changesLeft = Number.POSITIVE_INFINITY;
  }

  text(path: string): string {
    return new TextDecoder().decode(this.nodes.get(path)?.bytes);
  }

  put(path: string, text: string): void {
    const node = this.nodes.get(path);
    const bytes = new TextEncoder().encode(text);
    if (node === undefined)
      this.nodes.set(path, { kind: 'file', bytes, mode: 0o600, uid: this.#uid });
    else node.bytes = bytes;
  }

  async readFile(path: string): Promise<Outcome<Uint8Array>> {
    const content = await this.readOwnFile(path);
    return content.ok ? success(content.value.bytes) : content;
  }

  readOwnFile(path: string): Promise<Outcome<FileContent>> {
    const node = this.nodes.get(path);
    if (node === undefined) return missing(path);
    if (node.kind === 'symlink')
      return Promise.resolve(
        failed('ELOOP', `Can't read ${path}: Too many levels of symbolic links`),
      );
    return Promise.resolve(success({ bytes: node.bytes, status: statusOf(node) }));
  }

  writeFile(path: string, bytes: Uint8Array, options: WriteOptions): Promise<Outcome<void>> {
    this.#change();
    if (!this.nodes.has(parentOf(path))) return missing(path);
    const before = this.nodes.get(path);
    if (before !== undefined && options.exclusive === true)
      return Promise.resolve(failed('EEXIST', path));
    const kept = options.keepOwnerAndMode === true ? before : undefined;
    this.nodes.set(path, {
      kind: 'file',
      bytes: bytes.slice(),
      mode: kept?.mode ?? options.mode,
      uid: kept?.uid ?? this.#uid,
    });
    return Promise.resolve(success(undefined));
  }

  stat(path: string): Promise<Outcome<FileStatus>> {
    const node = this.nodes.get(path);
    return node === undefined ? missing(path) : Promise.resolve(success(statusOf(node)));
  }

  lstat(path: string): Promise<Outcome<FileStatus>> {
    return this.stat(path);
  }

  chmod(path: string, mode: number): Promise<Outcome<void>> {
    const node = this.nodes.get(path);
    if (node === undefined) return missing(path);
    this.#change();
    node.mode = mode;
    return Promise.resolve(success(undefined));
  }

  chown(path: string, uid: number): Promise<Outcome<void>> {
    const node = this.nodes.get(path);
    if (node === undefined) return missing(path);
    this.#change();
    node.uid = uid;
    return Promise.resolve(success(undefined));
  }

  async makeDirectory(path: string, mode: number): Promise<Outcome<void>> {
    if (this.nodes.has(path))
      return failed('EEXIST', `Can't create the directory ${path}: File exists`);
    const parent = parentOf(path);
    if (!this.nodes.has(parent)) await this.makeDirectory(parent, 0o755);
    this.#change();
    this.nodes.set(path, { kind: 'directory', bytes: new Uint8Array(), mode, uid: this.#uid });
    return success(undefined);
  }

  list(path: string): Promise<Outcome<readonly string[]>> {
    const inside = [...this.nodes.keys()].filter(
      (name) => name !== path && parentOf(name) === path,
    );
    return Promise.resolve(
      success(inside.map((name) => name.slice(name.lastIndexOf('/') + 1)).sort()),
    );
  }

  openAppend(): Outcome<AppendedFile> {
    return failed('ENOSYS', 'the simulated disk has no logs');
  }

  unlink(path: string): Promise<Outcome<void>> {
    this.#change();
    return this.nodes.delete(path) ? Promise.resolve(success(undefined)) : missing(path);
  }

  rename(from: string, to: string): Promise<Outcome<void>> {
    const node = this.nodes.get(from);
    if (node === undefined) return missing(from);
    this.#change();
    this.nodes.delete(from);
    this.nodes.set(to, node);
    return Promise.resolve(success(undefined));
  }

  realPath(path: string): Promise<Outcome<string>> {
    return Promise.resolve(success(path));
  }

  lockDirectory(path: string): Promise<Outcome<DirectoryLock>> {
    if (this.#locked.has(path))
      return Promise.resolve(failed('EBUSY', `The data directory ${path} is in use by process 1`));
    this.#locked.add(path);
    const release = (): Promise<void> => {
      this.#locked.delete(path);
      return Promise.resolve();
    };
    return Promise.resolve(success({ release }));
  }

  #change(): void {
    if (this.changesLeft <= 0) throw new PowerCut('power cut');
    this.changesLeft -= 1;
  }
}

function statusOf(node: Node): FileStatus {
  return {
    kind: node.kind,
    sizeBytes: node.bytes.length,
    mode: node.mode,
    uid: node.uid,
    gid: 0,
    modifiedMs: 0,
    inode: 0,
  };
}

function missing(path: string): Promise<Outcome<never>> {
  return Promise.resolve(failed('ENOENT', `Can't read ${path}: No such file or directory`));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
