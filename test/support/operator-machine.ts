import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { casemateArguments } from './casemate-server.ts';
import { Program, workFolder } from './program.ts';

const TIMEOUT_MS = 60_000;

/** What a line at the shell prompt came to. */
export interface Said {
  readonly code: number | null;
  /** Errors among it. */
  readonly output: string;
}

/** A home folder with `casemate` in PATH, for lines that are written for a shell. */
export class OperatorMachine {
  readonly home: string;
  readonly #context: TestContext;

  private constructor(context: TestContext, home: string) {
    this.#context = context;
    this.home = home;
  }

  static async make(context: TestContext): Promise<OperatorMachine> {
    const machine = new OperatorMachine(context, await workFolder(context));
    mkdirSync(machine.file('bin'));
    const words = casemateArguments().map((word) =>
      word === 'tsx' ? import.meta.resolve('tsx') : word,
    );
    machine.addProgram('casemate', `exec ${[process.execPath, ...words].join(' ')} "$@"`);
    return machine;
  }

  file(name: string): string {
    return path.join(this.home, name);
  }

  addProgram(name: string, script: string): void {
    const file = this.file(`bin/${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Runs lines in a shell, in the home folder. */
  async run(
    script: string,
    { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<Said> {
    const child = spawn('sh', ['-eu', '-c', script], {
      cwd: this.home,
      env: { ...this.#environment, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => (output += part.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  /** Starts a server by a line. */
  start(line: string): Program {
    return Program.start(this.#context, {
      args: [],
      wrapper: ['sh', '-c', `cd '${this.home}' && exec ${line}`, 'sh'],
      env: this.#environment,
    });
  }

  get #environment(): Record<string, string> {
    const { PATH = '' } = process.env;
    const bin = `${this.file('bin')}:${PATH}`;
    return {
      ...process.env,
      HOME: this.home,
      PATH: bin,
      XDG_DATA_HOME: '',
      CASEMATE_HOME: '',
      NODE_OPTIONS: '',
    };
  }
}
