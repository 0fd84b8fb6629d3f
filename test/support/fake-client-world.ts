import { concatBytes, fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import type { ClientTerminal, ClientWorld } from '../../src/cli/client/client-world.ts';
import { NodeNetwork } from '../../src/platform/node-network.ts';
import type { Disk, FileContent } from '../../src/ports/disk.ts';
import { failed, type Outcome, success } from '../../src/ports/failure.ts';

export interface FakeClientWorldOptions {
  /** What is typed or piped in, as Latin-1. */
  readonly input?: string;
  readonly inputIsTerminal?: boolean;
  readonly outputIsTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, { readonly text: string; readonly mode: number }>>;
}

/** The client's surroundings in a test: the real network, everything else remembered. */
export class FakeClientWorld implements ClientWorld {
  readonly network = new NodeNetwork();
  readonly disk: Disk;
  readonly host: ClientWorld['host'];
  readonly terminal: ClientTerminal;
  readonly prompts: string[] = [];
  readonly #printed: Uint8Array[] = [];
  #complaints = '';

  constructor(options: FakeClientWorldOptions = {}) {
    const environment = new Map(Object.entries(options.environment ?? {}));
    this.disk = fakeDisk(new Map(Object.entries(options.files ?? {})));
    this.host = {
      environment: (name) => environment.get(name),
      homeDirectory: '/home/tester',
      platform: 'linux',
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
    const { prompts } = this;
    return {
      inputIsTerminal: options.inputIsTerminal ?? false,
      outputIsTerminal: options.outputIsTerminal ?? false,
      print: (bytes) => {
        this.#printed.push(bytes.slice());
      },
      complain: (line) => {
        this.#complaints += `${line}\n`;
      },
      async *lines(prompt) {
        for (const line of input.split('\n').filter((each) => each !== '')) {
          prompts.push(prompt());
          yield await Promise.resolve(fromLatin1(line));
        }
        prompts.push(prompt());
      },
      readAll: () => Promise.resolve(fromLatin1(input)),
    };
  }
}

/** Only reading is asked of it; anything else is a mistake of the test. */
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
    };
    return Promise.resolve(success({ bytes: fromLatin1(file.text), status }));
  };
  const readFile = async (path: string): Promise<Outcome<Uint8Array>> => {
    const read = await readOwnFile(path);
    return read.ok ? success(read.value.bytes) : read;
  };
  const reading: Pick<Disk, 'readFile' | 'readOwnFile'> = { readFile, readOwnFile };
  return new Proxy(reading as Disk, {
    get: (target, name): unknown => Reflect.get(target, name) ?? unexpected(String(name)),
  });
}

function unexpected(name: string): never {
  throw new Error(`the fake disk has no ${name}`);
}
