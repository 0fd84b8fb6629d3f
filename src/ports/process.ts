import type { Outcome } from './failure.ts';

/** The signals that the server answers to. */
export type SignalName = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2';

/** Memory of the process as the kernel and the JavaScript heap count it. */
export interface MemoryUse {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** Beyond it the process ends. */
  readonly heapLimitBytes: number;
  readonly arrayBufferBytes: number;
}

/** Processor time since the start. */
export interface ProcessorUse {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly childUserSeconds: number;
  readonly childSystemSeconds: number;
  /** Of the main thread alone; the whole process's where the platform can't tell. */
  readonly mainThreadUserSeconds: number;
  readonly mainThreadSystemSeconds: number;
}

/** What the event loop has done since the start. */
export interface LoopUse {
  /** Rounds; 0 where the platform doesn't count them. */
  readonly cycles: number;
  /** Time in which it did not wait. */
  readonly activeMs: number;
}

/** A standard output that may be a terminal. */
export interface OutputStream {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/** The process we are, and the machine it runs on. */
export interface HostProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** -1 where the platform has no users in this sense. */
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  /** After the program's name. */
  readonly arguments: readonly string[];
  /** The program file that was started. */
  readonly programPath: string;
  /** node itself. */
  readonly executablePath: string;
  readonly runtimeVersion: string;
  readonly platform: string;
  readonly hostName: string;
  readonly homeDirectory: string;
  readonly workingDirectory: string;
  /** `Linux 6.1.0 x86_64`, as INFO shows it. */
  readonly operatingSystem: string;
  readonly totalMemoryBytes: number;
  readonly standardOutput: OutputStream;
  readonly standardError: OutputStream;
  environment(name: string): string | undefined;
  /** True when we were started as a service by the system's own manager (or as process 1 of a container) and not by a person. */
  readonly isSystemService: boolean;
  memoryUse(): MemoryUse;
  processorUse(): ProcessorUse;
  loopUse(): LoopUse;
  /** How many files this process may have open; undefined where the platform doesn't tell. */
  openFilesLimit(): number | undefined;
  setTitle(title: string): void;
  /** Returns what takes the handler away again. */
  onSignal(name: SignalName, run: () => void): () => void;
  /** What nobody caught: `run` gets its description and decides. Without it the platform prints and ends. */
  onCrash(run: (description: string) => void): void;
  readStandardInput(): Promise<Uint8Array>;
  /**
   * Takes SIGUSR1 away from Node's inspector and looks for the flags that open one (stops the debugger by signal).
   * A failure names the flag that was found.
   */
  refuseDebugger(): Outcome<void>;
  exit(code: number): void;
}

/** Starts this program again in the background, as `daemonize yes` asks. */
export interface Daemonizer {
  /** True in the process that is the daemon already. */
  readonly isDaemon: boolean;
  /**
   * Starts the daemon in a session of its own and waits until it reports. The daemon is a new process: its pid is the answer's, and
   * it writes its own pid file. `standardInput` is what the parent has read already (a configuration given as `-`).
   */
  start(standardInput: Uint8Array): Promise<Outcome<{ readonly pid: number }>>;
  /** Called by the daemon when it serves: releases the parent. */
  reportReady(): void;
  /** Called by the daemon when it can't: the parent prints the message and fails. */
  reportFailed(message: string): void;
}
