import { fromUtf8 } from '../../../base/bytes.ts';
import { failed, type Outcome, success } from '../../../ports/failure.ts';
import { ConnectionLost } from '../client-connection.ts';
import type { ClientSession } from '../client-session.ts';
import type { ClientWorld, LineEditor } from '../client-world.ts';
import { otherServer } from '../find-server.ts';
import { type LineEnd, LineRunner } from '../line-runner.ts';
import { askManual } from '../manual/ask-manual.ts';
import { CommandManual } from '../manual/command-manual.ts';
import { completeLine, hintFor } from '../manual/line-help.ts';
import type { ReplyPrinter } from '../reply-printer.ts';
import type { ServerLink } from '../server-link.ts';
import { HistoryFile, isKept } from './history-file.ts';
import { type Preferences, readPreferences } from './preferences.ts';

export interface InteractiveOptions {
  readonly world: ClientWorld;
  readonly link: ServerLink;
  readonly session: ClientSession;
  readonly printer: ReplyPrinter;
  readonly intervalMs: number;
}

/** Commands after which the server may tell about itself what it did not tell before. */
const LOGIN = /^\s*"?(?:auth|hello)\b/i;

/** The prompt: reads lines from a person, runs them, and finds the way back to a server that was away. */
export class Interactive {
  readonly #options: InteractiveOptions;
  readonly #runner: LineRunner;
  readonly #history: HistoryFile;
  readonly #editor: LineEditor;
  #manual = CommandManual.empty;
  #learning: Promise<void> | undefined;

  private constructor(
    options: InteractiveOptions,
    kept: { preferences: Preferences; history: HistoryFile },
  ) {
    const { world, session, printer, intervalMs } = options;
    const { terminal, clock, pause } = world;
    this.#options = options;
    this.#history = kept.history;
    this.#runner = new LineRunner({
      session,
      printer,
      terminal,
      clock,
      pause,
      preferences: kept.preferences,
      intervalMs,
      connect: () => (options.link.isOpen ? Promise.resolve(success(undefined)) : this.#connect()),
      goTo: (words) => this.#goTo(words),
      manual: () => this.#knownManual(),
      tellsElapsed: true,
    });
    this.#editor = terminal.openEditor({
      history: kept.history.lines,
      remembers: isKept,
      complete: (line) => completeLine(this.#manual, line),
      hint: (line) => (kept.preferences.hints ? hintFor(this.#manual, line) : ''),
    });
    options.link.onLost = () => this.#editor.changePrompt(this.#prompt());
  }

  static async start(options: InteractiveOptions): Promise<Interactive> {
    const preferences = await readPreferences(options.world);
    const history = await HistoryFile.open(options.world);
    return new Interactive(options, { preferences, history });
  }

  /** Reads and runs lines until the person is done. */
  async run(): Promise<void> {
    const { terminal } = this.#options.world;
    const connected = this.#options.link.isOpen ? success(undefined) : await this.#connect();
    if (!connected.ok) terminal.complain(connected.failure.message);
    else this.#learn();
    for (;;) {
      const line = await this.#editor.read(this.#prompt());
      if (line === undefined) break;
      this.#history.add(line);
      if ((await this.#runLine(line)) === 'end') break;
    }
    this.#editor.close();
    this.#history.close();
  }

  /** Runs one line; Ctrl-C gives it up, and the connection with it, because the reply would still come. */
  async #runLine(line: string): Promise<LineEnd> {
    const { world, link, printer } = this.#options;
    const wasOpen = link.isOpen;
    let release: () => void = () => undefined;
    const interrupted = new Promise<'interrupted'>((resolve) => {
      release = world.terminal.onInterrupt(() => {
        this.#runner.interrupt();
        link.drop();
        resolve('interrupted');
      });
    });
    const end = await Promise.race([this.#attempt(line), interrupted]);
    release();
    if (end !== 'interrupted') {
      if (LOGIN.test(line) && end === 'done') this.#learn();
      return end;
    }
    printer.text('\n');
    if (wasOpen) await this.#connect();
    return 'failed';
  }

  async #attempt(line: string): Promise<LineEnd> {
    try {
      return await this.#runner.run(fromUtf8(line));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      // After an interruption nobody waits for this any more.
      if (this.#options.link.wasLost)
        this.#options.world.terminal.complain(`Error: ${error.message}`);
      return 'failed';
    }
  }

  /** A server that refuses the login is connected all the same: AUTH can be typed. */
  async #connect(): Promise<Outcome<void>> {
    const { link, session, world } = this.#options;
    const opened = await link.open();
    session.connectionChanged();
    if (opened.ok || opened.failure.code !== 'REFUSED') return opened;
    world.terminal.complain(opened.failure.message);
    return success(undefined);
  }

  async #goTo([host, port]: readonly string[]): Promise<Outcome<void>> {
    const { link, world } = this.#options;
    if (host !== undefined) {
      const choice = otherServer(link.choice, host, port);
      if (choice === undefined) return failed('USAGE', 'Write it as: connect host port');
      const hadPassword = link.choice.password !== undefined;
      link.retarget(choice);
      if (hadPassword && choice.password === undefined) {
        world.terminal.complain('The password stays with the other server; log in with AUTH.');
      }
    }
    const connected = await this.#connect();
    if (connected.ok) this.#learn();
    return connected;
  }

  /** Asks the server about its commands; the answer may come while the person types. */
  #learn(): void {
    const { link, session } = this.#options;
    this.#learning = askManual(link, session).then(
      (manual) => {
        if (!manual.isEmpty) this.#manual = manual;
      },
      // The connection is gone; the next one will tell.
      () => undefined,
    );
  }

  async #knownManual(): Promise<CommandManual> {
    await this.#learning;
    return this.#manual;
  }

  #prompt(): string {
    const { link, session } = this.#options;
    if (!link.isOpen) return 'not connected> ';
    const database = link.database === 0 ? '' : `[${link.database}]`;
    return `${link.name}${database}${session.inTransaction ? '(TX)' : ''}> `;
  }
}
