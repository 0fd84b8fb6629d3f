import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { casemateArguments, REPOSITORY } from './casemate-server.ts';
import { lastly } from './cleanup.ts';
import { eventually } from './eventually.ts';

/** A user without any rights, for what must refuse a permission. */
export const NOBODY = 65_534;

const END_DEADLINE_MS = 60_000;

export interface ProgramOptions {
  /** Casemate's arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly standardInput?: string;
  /** Runs it as this user. */
  readonly uid?: number;
  /** Words before the program, as `unshare --pid --fork`. */
  readonly wrapper?: readonly string[];
  /** Flags for Node itself. */
  readonly nodeFlags?: readonly string[];
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Casemate as a process whose every output is kept, and which the test may kill and start again in the same folder. */
export class Program {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<ProgramEnd>;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  static start(context: TestContext, options: ProgramOptions): Program {
    const words = [process.execPath, ...(options.nodeFlags ?? [])];
    const command = [...(options.wrapper ?? []), ...words, ...casemateArguments(...options.args)];
    const child = spawn(command[0] ?? '', command.slice(1), {
      cwd: REPOSITORY,
      env: { ...process.env, NODE_OPTIONS: '', ...options.env },
      stdio: [options.standardInput === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    child.stdin?.end(options.standardInput);
    const program = new Program(child);
    lastly(context, () => program.stop());
    return program;
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get output(): string {
    return this.stdout + this.stderr;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until the output matches; fails when the program ends first. */
  async waitFor(pattern: RegExp): Promise<void> {
    await eventually(
      () => {
        if (pattern.test(this.output)) return true;
        if (!this.running) throw new Error(`ended before ${String(pattern)}:\n${this.output}`);
        return false;
      },
      `${String(pattern)} in the output`,
    );
  }

  ready(): Promise<void> {
    return this.waitFor(/Ready to accept connections/);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The end of a program that ends by itself. */
  async end(): Promise<ProgramEnd> {
    const killer = setTimeout(() => this.child.kill('SIGKILL'), END_DEADLINE_MS);
    const end = await this.ended;
    clearTimeout(killer);
    return end;
  }

  /** Ends the process and only this one. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramEnd> {
    if (this.running) this.child.kill(signal);
    return await this.end();
  }
}

/** An empty folder that goes with the test; of `uid`, when one is given. */
export async function workFolder(context: TestContext, uid?: number): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'casemate-'));
  lastly(context, () => rm(folder, { recursive: true, force: true }));
  if (uid !== undefined) {
    await chown(folder, uid, uid);
    await chmod(folder, 0o700);
  }
  return folder;
}
