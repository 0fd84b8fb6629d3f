import { toUtf8 } from '../../base/bytes.ts';
import { splitQuotedWords } from '../../base/quoted-words.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Outcome, success } from '../../ports/failure.ts';
import type { ClientSession, Ran } from './client-session.ts';
import type { ClientTerminal } from './client-world.ts';
import { CommandManual } from './manual/command-manual.ts';
import { helpText, type TextStyle } from './manual/help-text.ts';
import { type Preferences, setPreference } from './prompt/preferences.ts';
import type { ReplyPrinter } from './reply-printer.ts';

/** How a line ended: `end` when the person, or the script, is done. */
export type LineEnd = 'done' | 'failed' | 'end';

export interface LineRunnerOptions {
  readonly session: ClientSession;
  readonly printer: ReplyPrinter;
  readonly terminal: ClientTerminal;
  readonly clock: Clock;
  readonly pause: (delayMs: number) => Promise<void>;
  readonly preferences: Preferences;
  /** Between repetitions. */
  readonly intervalMs: number;
  /** Brings a connection before a command is sent; a failure is told and the command isn't sent. */
  readonly connect?: () => Promise<Outcome<void>>;
  /** Carries out `connect host port`. */
  readonly goTo?: (words: readonly string[]) => Promise<Outcome<void>>;
  /** What is known of the server's commands. */
  readonly manual?: () => Promise<CommandManual>;
  /** Says how long a command took. */
  readonly tellsElapsed?: boolean;
  /** Ends repetitions at the first error reply. */
  readonly stopsAtError?: boolean;
}

const CLEAR_SCREEN = '\u001b[H\u001b[2J';

/** Carries out lines: the client's own words, and commands with or without a count before them. */
export class LineRunner {
  readonly #options: LineRunnerOptions;
  /** Counts interruptions: a repetition that began before one goes no further. */
  #epoch = 0;

  constructor(options: LineRunnerOptions) {
    this.#options = options;
  }

  /** Ends what is being repeated. */
  interrupt(): void {
    this.#epoch++;
  }

  async run(line: Uint8Array): Promise<LineEnd> {
    const words = splitQuotedWords(line);
    if (words === undefined) return this.#fail('Invalid argument(s)');
    if (words.length === 0) return 'done';
    const own = await this.#runOwn(words.map(toUtf8));
    return own ?? (await this.#repeat(words));
  }

  /** Carries out the words of the command line; of the client's own only help has a meaning there. */
  async runCommand(words: readonly Uint8Array[], times: number): Promise<LineEnd> {
    const [name = '', ...topic] = words.map(toUtf8);
    if (name.toLowerCase() === 'help' || name === '?') return await this.#help(topic);
    return await this.#times(words, times);
  }

  /** Words that are the client's own and are not sent; `undefined` for the server's. */
  async #runOwn(words: readonly string[]): Promise<LineEnd | undefined> {
    const [word = '', ...rest] = words;
    switch (word.toLowerCase()) {
      case 'quit':
      case 'exit':
        return 'end';
      case 'clear':
        if (rest.length > 0) return undefined;
        this.#options.printer.text(CLEAR_SCREEN);
        return 'done';
      case 'help':
      case '?':
        return await this.#help(rest);
      case 'connect':
        return await this.#goTo(rest);
      case ':set':
        if (setPreference(this.#options.preferences, words)) return 'done';
        return this.#fail(`unknown preference '${rest.join(' ')}'; there are hints and nohints`);
      default:
        return undefined;
    }
  }

  async #help(topic: readonly string[]): Promise<LineEnd> {
    const { terminal, printer, manual } = this.#options;
    const style: TextStyle =
      terminal.outputIsTerminal && terminal.usesColours ? 'coloured' : 'plain';
    const known = topic.length === 0 ? CommandManual.empty : await manual?.();
    printer.text(helpText(known ?? CommandManual.empty, topic, style));
    return 'done';
  }

  async #goTo(words: readonly string[]): Promise<LineEnd> {
    const gone = await this.#options.goTo?.(words);
    return gone === undefined || gone.ok ? 'done' : this.#fail(gone.failure.message);
  }

  async #repeat(words: readonly Uint8Array[]): Promise<LineEnd> {
    const [first] = words;
    const count = first === undefined ? '' : toUtf8(first);
    if (words.length === 1 || !/^[-+]?\d+$/.test(count)) return await this.#times(words, 1);
    const times = Number(count);
    if (times <= 0) return this.#fail('The number of repetitions must be greater than zero.');
    return await this.#times(words.slice(1), times);
  }

  /** Runs a command so many times, with the interval between. */
  async #times(words: readonly Uint8Array[], times: number): Promise<LineEnd> {
    const { pause, intervalMs, stopsAtError } = this.#options;
    const epoch = this.#epoch;
    let end: LineEnd = 'done';
    for (let turn = 1; turn <= times; turn++) {
      const ran = await this.#once(words);
      if (this.#epoch !== epoch) return 'failed';
      if (ran === undefined) return 'failed';
      if (ran.end === 'ended') return 'done';
      if (ran.reply.type === 'error') end = 'failed';
      if (end === 'failed' && stopsAtError === true) return end;
      if (turn < times && intervalMs > 0) await pause(intervalMs);
      if (this.#epoch !== epoch) return 'failed';
    }
    return end;
  }

  async #once(words: readonly Uint8Array[]): Promise<Ran | undefined> {
    const { session, printer, clock, tellsElapsed } = this.#options;
    const connected = (await this.#options.connect?.()) ?? success(undefined);
    if (!connected.ok) {
      this.#fail(connected.failure.message);
      return undefined;
    }
    const startedMs = clock.monotonicMs();
    const ran = await session.run(words);
    if (tellsElapsed === true) printer.elapsed(clock.monotonicMs() - startedMs);
    return ran;
  }

  #fail(message: string): LineEnd {
    this.#options.terminal.complain(message);
    return 'failed';
  }
}
