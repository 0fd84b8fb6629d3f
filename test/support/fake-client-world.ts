import { setTimeout as pause } from 'node:timers/promises';
import { concatBytes, fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import type {
  ClientTerminal,
  ClientWorld,
  EditorOptions,
  LineEditor,
} from '../../src/cli/client/client-world.ts';
import { NodeClock } from '../../src/platform/node-clock.ts';
import { NodeEntropy } from '../../src/platform/node-entropy.ts';
import { NodeNetwork } from '../../src/platform/node-network.ts';
import type { AppendedFile, Disk, FileContent, FileStatus } from '../../src/ports/disk.ts';
import { failed, type Outcome, success } from '../../src/ports/failure.ts';

export interface FakeClientWorldOptions {
  /** What is typed or piped in, as Latin-1. */
  readonly input?: string;
  readonly inputIsTerminal?: boolean;
  readonly outputIsTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, { readonly text: string; readonly mode: number }>>;
  /** What is typed when a password is asked for. */
  readonly secret?: string;
}

/** The client's surroundings in a test: the real network, everything else remembered. */
export class FakeClientWorld implements ClientWorld {
  readonly network = new NodeNetwork();
  readonly disk: Disk;
  readonly host: ClientWorld['host'];
  readonly terminal: ClientTerminal;
  readonly clock = new NodeClock();
  readonly entropy = new NodeEntropy();
  readonly version = '1.2.3';
  readonly pause = (delayMs: number): Promise<void> => pause(delayMs);
  readonly prompts: string[] = [];
  /** What the process was named, to hide its arguments. */
  readonly titles: string[] = [];
  readonly #printed: Uint8Array[] = [];
  #complaints = '';

  constructor(options: FakeClientWorldOptions = {}) {
    const environment = new Map(Object.entries(options.environment ?? {}));
    this.disk = fakeDisk(new Map(Object.entries(options.files ?? {})));
    this.host = {
      environment: (name) => environment.get(name),
      homeDirectory: '/home/tester',
      platform: 'linux',
      setTitle: (title) => {
        this.titles.push(title);
      },
    };
    this.terminal = this.#terminalOf(options);
  }

  /** What went to standard output, as Latin-1. */
  get printed(): string {
    return toLatin1(concatBytes(this.#printed));
  }

  /** What went to standard error. */
  get complaints(): string {
    return this.#complaints;
  }

  #terminalOf(options: FakeClientWorldOptions): ClientTerminal {
    const input = options.input ?? '';
    return {
      inputIsTerminal: options.inputIsTerminal ?? false,
      outputIsTerminal: options.outputIsTerminal ?? false,
      usesColours: false,
      print: (bytes) => {
        this.#printed.push(bytes.slice());
      },
      complain: (line) => {
        this.#complaints += `${line}\n`;
      },
      async *chunks() {
        yield await Promise.resolve(fromLatin1(input));
      },
      openEditor: (editor) => new FakeEditor(input, editor, this.prompts),
      readSecret: () => Promise.resolve(options.secret),
      onInterrupt: () => () => undefined,
    };
  }
}

/** Types the lines of the input, one each time it is asked. */
class FakeEditor implements LineEditor {
  readonly #lines: string[];
  readonly #prompts: string[];

  constructor(input: string, _options: EditorOptions, prompts: string[]) {
    this.#lines = input.split('\n').filter((each) => each !== '');
    this.#prompts = prompts;
  }

  read(prompt: string): Promise<string | undefined> {
    this.#prompts.push(prompt);
    return Promise.resolve(this.#lines.shift());
  }

  changePrompt(): void {}

  close(): void {}
}

/** Reads the files it was given and keeps no history; anything else is a mistake of the test. */
function fakeDisk(files: ReadonlyMap<string, { text: string; mode: number }>): Disk {
  const readOwnFile = (path: string): Promise<Outcome<FileContent>> => {
    const file = files.get(path);
    if (file === undefined) {
      return Promise.resolve(failed('ENOENT', `${path}: No such file or directory`));
    }
    const status = {
      kind: 'file' as const,
      sizeBytes: file.text.length,
      mode: file.mode,
      uid: 0,
      gid: 0,
      modifiedMs: 0,
      inode: 0,
    };
    return Promise.resolve(success({ bytes: fromLatin1(file.text), status }));
  };
  const readFile = async (path: string): Promise<Outcome<Uint8Array>> => {
    const read = await readOwnFile(path);
    return read.ok ? success(read.value.bytes) : read;
  };
  const lstat = async (path: string): Promise<Outcome<FileStatus>> => {
    const read = await readOwnFile(path);
    return read.ok ? success(read.value.status) : read;
  };
  const makeDirectory = (): Promise<Outcome<void>> => Promise.resolve(success(undefined));
  const openAppend = (path: string): Outcome<AppendedFile> => failed('EROFS', path);
  const reading: Pick<Disk, 'readFile' | 'readOwnFile' | 'lstat' | 'makeDirectory' | 'openAppend'> =
    { readFile, readOwnFile, lstat, makeDirectory, openAppend };
  return new Proxy(reading as Disk, {
    get: (target, name): unknown => Reflect.get(target, name) ?? unexpected(String(name)),
  });
}

function unexpected(name: string): never {
  throw new Error(`the fake disk has no ${name}`);
}
