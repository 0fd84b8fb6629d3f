import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

// Far away: a busy machine is slow, and nothing waits longer than it must.
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 30_000;

export interface ChildServerOptions {
  readonly program: string;
  /** Arguments, given the child's own temporary folder. */
  readonly args: (folder: string) => readonly string[];
  /** Files written into the folder before the start. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The server is ready when its output matches. */
  readonly readyWhen: RegExp;
  readonly cwd?: string;
}

/** A server running as a child process in a temporary folder of its own. */
export class ChildServer {
  readonly folder: string;
  readonly child: ChildProcess;
  #output = '';
  readonly #exited: Promise<number>;
  readonly #listeners = new Set<() => void>();

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString('utf8');
        this.#changed();
      });
    }
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#output += String(error);
      });
      child.once('close', (code) => {
        resolve(code ?? -1);
        this.#changed();
      });
    });
  }

  static async start(options: ChildServerOptions): Promise<ChildServer> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'casemate-test-'));
    for (const [name, text] of Object.entries(options.files ?? {})) {
      await writeFile(path.join(folder, name), text, { mode: 0o600 });
    }
    const child = spawn(options.program, options.args(folder), {
      cwd: options.cwd ?? folder,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ChildServer(folder, child);
    try {
      await server.waitForOutput(options.readyWhen);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Everything the server has printed. */
  get output(): string {
    return this.#output;
  }

  /** The exit code, once the process has ended. */
  get exited(): Promise<number> {
    return this.#exited;
  }

  /** Waits until the output matches; fails when the process ends first or the deadline passes. */
  async waitForOutput(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error): void => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        if (error === undefined) resolve();
        else reject(error);
      };
      const check = (): void => {
        if (pattern.test(this.#output)) done();
        else if (this.child.exitCode !== null || this.child.signalCode !== null) {
          done(
            new Error(`the server ended before ${String(pattern)} was printed:\n${this.#output}`),
          );
        }
      };
      const timer = setTimeout(() => {
        done(new Error(`the server did not print ${String(pattern)} in time:\n${this.#output}`));
      }, START_DEADLINE_MS);
      this.#listeners.add(check);
      check();
    });
  }

  /** Ends the process (and only this one) and removes its folder. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    if (
      this.child.exitCode === null &&
      this.child.signalCode === null &&
      this.child.pid !== undefined
    ) {
      this.child.kill(signal);
      const killer = setTimeout(() => this.child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await once(this.child, 'close');
      clearTimeout(killer);
    }
    await rm(this.folder, { recursive: true, force: true });
    return this.child.exitCode ?? -1;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
