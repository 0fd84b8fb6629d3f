import { execFile } from 'node:child_process';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { lastly } from './cleanup.ts';
import { eventually } from './eventually.ts';
import { needsPeer } from './peer.ts';
import { workFolder } from './program.ts';

const run = promisify(execFile);

export interface TerminalOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A program in a terminal of tmux's: keys go in, and what a person would see comes out. */
export class TmuxTerminal {
  readonly #program: string;
  readonly #socket: string;

  private constructor(program: string, socket: string) {
    this.#program = program;
    this.#socket = socket;
  }

  /** Undefined where tmux is not installed: the test is then skipped aloud. */
  static async start(
    context: TestContext,
    options: TerminalOptions,
  ): Promise<TmuxTerminal | undefined> {
    const program = needsPeer(context, 'tmux', 'apt-get install tmux');
    if (program === undefined) return undefined;
    const terminal = new TmuxTerminal(program, path.join(await workFolder(context), 'tmux'));
    // The server of this socket is ours alone.
    lastly(context, () => terminal.#tmux('kill-server').catch(() => ''));
    const { columns = 80, rows = 24, cwd, env, command } = options;
    const size = ['-x', String(columns), '-y', String(rows), '-c', cwd];
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // The first session only keeps the settings for the one that counts.
    await terminal.#tmux('new-session', '-d', '-s', 'idle', 'cat');
    for (const setting of [
      ['remain-on-exit', 'on'],
      ['status', 'off'],
      ['escape-time', '0'],
    ]) {
      await terminal.#tmux('set-option', '-g', ...setting);
    }
    await terminal.#tmux(
      'new-session',
      '-d',
      '-s',
      'main',
      ...size,
      ...variables,
      '--',
      ...command,
    );
    return terminal;
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-t', 'main', '-l', '--', text);
  }

  /** Presses keys by tmux's names: Enter, Tab, Up, C-c. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', 'main', ...keys);
  }

  /** Types a line and Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press('Enter');
  }

  /** What stands on the screen and above it, without blanks at the ends of lines. */
  async text(): Promise<string> {
    const text = await this.#tmux('capture-pane', '-p', '-t', 'main', '-S', '-');
    return text.replaceAll(/ +$/gm, '').trimEnd();
  }

  /** The same with the sequences of its colours. */
  async coloured(): Promise<string> {
    return await this.#tmux('capture-pane', '-e', '-p', '-t', 'main');
  }

  /** Waits until the screen matches. */
  async shows(pattern: RegExp): Promise<void> {
    let text = '';
    await eventually(
      async () => {
        text = await this.text();
        return pattern.test(text);
      },
      `${String(pattern)} on the screen`,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; there was:\n${text}`);
    });
  }

  /** Waits until the cursor stands in a column, counted from 0. */
  async cursorIn(column: number): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      (await this.#ask('#{cursor_x}')) === String(column);
    await eventually(isThere, `the cursor in column ${String(column)}`);
  }

  async resize(columns: number): Promise<void> {
    await this.#tmux('resize-window', '-t', 'main', '-x', String(columns));
  }

  /** Waits for the program's end and gives its exit code. */
  async ended(): Promise<number> {
    await eventually(
      async () => (await this.#ask('#{pane_dead}')) === '1',
      'the end of the program',
    );
    return Number(await this.#ask('#{pane_dead_status}'));
  }

  async #ask(format: string): Promise<string> {
    return (await this.#tmux('display-message', '-p', '-t', 'main', format)).trim();
  }

  async #tmux(...words: readonly string[]): Promise<string> {
    const all = ['-u', '-f', '/dev/null', '-S', this.#socket, ...words];
    const { stdout } = await run(this.#program, all, {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    return stdout;
  }
}
