import type { Clock } from '../../ports/clock.ts';
import type { Disk } from '../../ports/disk.ts';
import type { Entropy } from '../../ports/entropy.ts';
import type { Network } from '../../ports/network.ts';
import type { HostProcess } from '../../ports/process.ts';

/** What Tab offers: the candidates, and the part of the line that each of them replaces. */
export interface Completion {
  readonly candidates: readonly string[];
  readonly replaces: string;
}

/** What a line editor asks while a line is being typed. */
export interface EditorOptions {
  /** Oldest first. */
  readonly history: readonly string[];
  /** Whether a line that was entered may be offered again. */
  readonly remembers: (line: string) => boolean;
  readonly complete: (line: string) => Completion;
  /** What is shown in grey behind the cursor; empty for nothing. */
  readonly hint: (line: string) => string;
}

/** Reads lines from a person. Between two lines the terminal belongs to whoever prints. */
export interface LineEditor {
  /** One line; `undefined` when the person is done (Ctrl-D, or Ctrl-C on an empty line). */
  read(prompt: string): Promise<string | undefined>;
  /** Changes the prompt of the line that is being typed; nothing happens when none is. */
  changePrompt(prompt: string): void;
  close(): void;
}

/** Where a person, or a pipe, talks to the client. */
export interface ClientTerminal {
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  /** False where NO_COLOR asks for none, or the terminal knows none. */
  readonly usesColours: boolean;
  print(bytes: Uint8Array): void;
  /** One line on the error output. */
  complain(line: string): void;
  /** The input as it comes. */
  chunks(): AsyncIterable<Uint8Array>;
  openEditor(options: EditorOptions): LineEditor;
  /** A line that is not shown; `undefined` when the person gave up. */
  readSecret(prompt: string): Promise<string | undefined>;
  /** Runs on Ctrl-C instead of the end of the program, until the answer is called. */
  onInterrupt(run: () => void): () => void;
}

/** What the client needs of the world around it. */
export interface ClientWorld {
  readonly network: Network;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly host: Pick<HostProcess, 'environment' | 'homeDirectory' | 'platform' | 'setTitle'>;
  readonly terminal: ClientTerminal;
  /** Lets time pass, and keeps the program alive meanwhile, which the clock's timers don't. */
  readonly pause: (delayMs: number) => Promise<void>;
  /** Of Casemate, for --version. */
  readonly version: string;
}
