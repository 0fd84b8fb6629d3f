import { readFileSync } from 'node:fs';
import { homedir, hostname, machine, release, totalmem, type, userInfo } from 'node:os';
import { performance } from 'node:perf_hooks';
import { isatty } from 'node:tty';
import { getHeapStatistics } from 'node:v8';
import type { Outcome } from '../ports/failure.ts';
import { failed, success } from '../ports/failure.ts';
import type {
  HostProcess,
  LoopUse,
  MemoryUse,
  OutputStream,
  ProcessorUse,
  SignalName,
} from '../ports/process.ts';

const CLOCK_TICKS_PER_SECOND = 100;
/** Users below this number belong to the system on every Linux distribution. */
const FIRST_PERSON = 1000;
const DEBUGGER_FLAG =
  /(?:^|\s)(--inspect(?:-brk|-wait|-port|-publish-uid)?|--debug-port)(?=[=\s]|$)/;

/** This process. Making one changes nothing; handlers are installed when they are asked for. */
export class NodeProcess implements HostProcess {
  readonly pid = process.pid;
  readonly parentPid = process.ppid;
  readonly uid = process.geteuid?.() ?? -1;
  readonly gid = process.getegid?.() ?? -1;
  readonly arguments: readonly string[] = process.argv.slice(2);
  readonly programPath = process.argv[1] ?? '';
  readonly executablePath = process.execPath;
  readonly runtimeVersion = process.version;
  readonly platform: string = process.platform;
  readonly hostName = hostname();
  readonly operatingSystem = `${type()} ${release()} ${machine()}`;
  readonly totalMemoryBytes = totalmem();
  readonly standardOutput: OutputStream = new StandardStream(1, () => process.stdout);
  readonly standardError: OutputStream = new StandardStream(2, () => process.stderr);

  get userName(): string {
    try {
      return userInfo().username;
    } catch {
      // A container may run under a number that has no name.
      return String(this.uid);
    }
  }

  get homeDirectory(): string {
    return homedir();
  }

  get workingDirectory(): string {
    return process.cwd();
  }

  get isSystemService(): boolean {
    // Process 1 as the parent says nothing: it adopts whatever a person has left running.
    const isManaged = ['INVOCATION_ID', 'STATE_DIRECTORY'].some((name) => {
      return (process.env[name] ?? '') !== '';
    });
    const isService = process.pid === 1 || isManaged;
    return process.platform === 'linux' && isService && this.uid < FIRST_PERSON;
  }

  environment(name: string): string | undefined {
    return process.env[name];
  }

  memoryUse(): MemoryUse {
    const use = process.memoryUsage();
    return {
      rssBytes: use.rss,
      heapUsedBytes: use.heapUsed,
      heapTotalBytes: use.heapTotal,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      arrayBufferBytes: use.arrayBuffers,
    };
  }

  processorUse(): ProcessorUse {
    const whole = process.cpuUsage();
    const userSeconds = whole.user / 1e6;
    const systemSeconds = whole.system / 1e6;
    const children = ticksIn('/proc/self/stat', 15);
    const thread = ticksIn(`/proc/self/task/${process.pid}/stat`, 13);
    return {
      userSeconds,
      systemSeconds,
      childUserSeconds: children?.user ?? 0,
      childSystemSeconds: children?.system ?? 0,
      mainThreadUserSeconds: thread?.user ?? userSeconds,
      mainThreadSystemSeconds: thread?.system ?? systemSeconds,
    };
  }

  loopUse(): LoopUse {
    const timing = performance.nodeTiming as { uvMetricsInfo?: { loopCount: number } };
    return {
      cycles: timing.uvMetricsInfo?.loopCount ?? 0,
      activeMs: performance.eventLoopUtilization().active,
    };
  }

  openFilesLimit(): number | undefined {
    try {
      const line = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
      if (line === 'unlimited') return Number.POSITIVE_INFINITY;
      return line === undefined ? undefined : Number(line);
    } catch {
      return undefined;
    }
  }

  setTitle(title: string): void {
    process.title = title;
  }

  onCrash(run: (description: string) => void): void {
    const describe = (thrown: unknown): void => {
      run(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    };
    process.on('uncaughtException', describe);
    process.on('unhandledRejection', describe);
  }

  onSignal(name: SignalName, run: () => void): () => void {
    process.on(name, run);
    return () => process.off(name, run);
  }

  refuseDebugger(): Outcome<void> {
    process.on('SIGUSR1', ignoreSignal);
    const sources: readonly [string, string][] = [
      ['', process.execArgv.join(' ')],
      ['NODE_OPTIONS=', process.env['NODE_OPTIONS'] ?? ''],
    ];
    for (const [source, text] of sources) {
      const flag = DEBUGGER_FLAG.exec(text)?.[1];
      if (flag !== undefined)
        return failed(
          'EINSPECT',
          `${source}${flag} opens a debugger that needs no password: start without it.`,
        );
    }
    return success(undefined);
  }

  async readStandardInput(): Promise<Uint8Array> {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return new Uint8Array(Buffer.concat(chunks));
  }

  exit(code: number): void {
    process.exit(code);
  }
}

/** That there is a handler is the point: without one Node opens its inspector. */
function ignoreSignal(): void {
  return;
}

/** Node opens its standard streams when they are first touched; an embedded server never touches them. */
class StandardStream implements OutputStream {
  readonly #descriptor: number;
  readonly #open: () => NodeJS.WriteStream;
  #stream: NodeJS.WriteStream | undefined;

  constructor(descriptor: number, open: () => NodeJS.WriteStream) {
    this.#descriptor = descriptor;
    this.#open = open;
  }

  get isTerminal(): boolean {
    return isatty(this.#descriptor);
  }

  write(text: string): void {
    if (this.#stream === undefined) {
      this.#stream = this.#open();
      // Whoever read our output may go away (`| head`); the server stays.
      this.#stream.on('error', () => undefined);
    }
    this.#stream.write(text);
  }
}

/** User and system time from two neighbouring columns (counted from 0) of a /proc stat line. */
function ticksIn(path: string, column: number): { user: number; system: number } | undefined {
  try {
    const line = readFileSync(path, 'latin1');
    // The second column is the program's name in parentheses, which may hold spaces.
    const columns = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const user = Number(columns[column - 2]);
    const system = Number(columns[column - 1]);
    return { user: user / CLOCK_TICKS_PER_SECOND, system: system / CLOCK_TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}
