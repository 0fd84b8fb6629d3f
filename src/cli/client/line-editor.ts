import { createInterface, type Interface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { EditorOptions, LineEditor } from './client-world.ts';

/** The terminal that lines are typed on. */
export interface EditedTerminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly usesColours: boolean;
}

const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;
const HISTORY_LINES = 1000;
const CLEAR_BEHIND_CURSOR = '\u001b[J';
/** Grey, or faint where colours are not wanted. */
const GREY = '\u001b[90m';
const FAINT = '\u001b[2m';

/** What readline draws on. It hears of a new size while a line is typed only: it would draw a prompt between replies. */
class Screen extends Writable {
  readonly #output: WriteStream;

  constructor(output: WriteStream) {
    super({ decodeStrings: false });
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns;
  }

  override _write(text: string | Uint8Array, _: BufferEncoding, done: () => void): void {
    this.#output.write(text);
    done();
  }
}

/**
 * Node's readline with hints behind the cursor. It sees the keys of one line at a time: what was typed ahead waits, so
 * that the answer to a line stands before the next one, and Ctrl-C reaches whoever runs a command as a signal.
 */
export class ReadlineEditor implements LineEditor {
  readonly #terminal: EditedTerminal;
  readonly #options: EditorOptions;
  readonly #keys = new PassThrough();
  readonly #reader: Interface;
  #typedAhead: Buffer = Buffer.alloc(0);
  #resolve: ((line: string | undefined) => void) | undefined;
  #isDropping = false;
  #hasHint = false;
  #hintDue: NodeJS.Immediate | undefined;
  #isDone = false;

  constructor(terminal: EditedTerminal, options: EditorOptions) {
    this.#terminal = terminal;
    this.#options = options;
    const screen = new Screen(terminal.output);
    terminal.output.on('resize', () => {
      if (this.#resolve !== undefined) screen.emit('resize');
    });
    this.#reader = createInterface({
      input: this.#keys,
      output: screen,
      terminal: true,
      history: [...options.history].reverse(),
      historySize: HISTORY_LINES,
      removeHistoryDuplicates: true,
      completer: (line: string): [string[], string] => {
        const { candidates, replaces } = options.complete(line);
        return [[...candidates], replaces];
      },
    });
    this.#listen();
  }

  read(prompt: string): Promise<string | undefined> {
    if (this.#isDone) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#terminal.input.setRawMode(true);
      this.#reader.setPrompt(prompt);
      this.#reader.prompt();
      this.#terminal.input.resume();
      // A line that was typed ahead pauses the input again.
      this.#feed();
    });
  }

  changePrompt(prompt: string): void {
    if (this.#resolve === undefined) return;
    this.#clearHint();
    this.#reader.setPrompt(prompt);
    this.#reader.prompt(true);
    this.#hintSoon();
  }

  close(): void {
    this.#reader.close();
  }

  #listen(): void {
    const { input } = this.#terminal;
    input.on('data', (bytes: Buffer) => {
      this.#typedAhead = Buffer.concat([this.#typedAhead, bytes]);
      this.#feed();
    });
    input.on('end', () => this.#reader.close());
    this.#reader.on('line', (line) => this.#entered(line));
    this.#reader.on('close', () => this.#closed());
    this.#reader.on('SIGINT', () => this.#interrupted());
    this.#reader.on('SIGTSTP', () => this.#suspend());
    this.#reader.on('history', (lines) => {
      const [latest = ''] = lines;
      if (this.#isDropping || !this.#options.remembers(latest)) lines.shift();
    });
    // The hint goes before readline moves the cursor, and comes after.
    this.#keys.prependListener('keypress', () => this.#clearHint());
    this.#keys.on('keypress', () => {
      this.#keepRow();
      this.#hintSoon();
    });
  }

  /** Gives readline the keys up to the end of one line. */
  #feed(): void {
    if (this.#resolve === undefined || this.#typedAhead.length === 0) return;
    const end = this.#typedAhead.findIndex((byte) => byte === CARRIAGE_RETURN || byte === NEWLINE);
    const length = end < 0 ? this.#typedAhead.length : end + 1;
    const isPair =
      this.#typedAhead[end] === CARRIAGE_RETURN && this.#typedAhead[length] === NEWLINE;
    const keys = this.#typedAhead.subarray(0, length);
    this.#typedAhead = this.#typedAhead.subarray(isPair ? length + 1 : length);
    this.#keys.write(keys);
  }

  #entered(line: string): void {
    if (this.#isDropping) {
      this.#isDropping = false;
      this.#reader.prompt();
      this.#feed();
      return;
    }
    this.#finish(line);
  }

  /** Ctrl-C drops what was typed; on an empty line it ends the client, as in redis-cli. */
  #interrupted(): void {
    this.#clearHint();
    if (this.#reader.line === '') {
      this.#terminal.output.write('\r\n');
      this.#finish(undefined);
      return;
    }
    this.#reader.write(null, { ctrl: true, name: 'e' });
    this.#terminal.output.write('^C');
    this.#isDropping = true;
    this.#reader.write(null, { name: 'return' });
  }

  #closed(): void {
    this.#isDone = true;
    const wasReading = this.#resolve !== undefined;
    if (wasReading) this.#terminal.output.write('\r\n');
    this.#finish(undefined);
  }

  /** The terminal goes to whoever runs the line: Ctrl-C is a signal there, and keys wait in the kernel. */
  #finish(line: string | undefined): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (this.#hintDue !== undefined) clearImmediate(this.#hintDue);
    this.#terminal.input.setRawMode(false);
    this.#terminal.input.pause();
    resolve?.(line);
  }

  /** Ctrl-Z: the shell gets the terminal as it was. */
  #suspend(): void {
    this.#clearHint();
    this.#terminal.input.setRawMode(false);
    process.once('SIGCONT', () => {
      this.#terminal.input.setRawMode(this.#resolve !== undefined);
      this.#reader.prompt(true);
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  /**
   * Tells readline the row that the cursor is in. It forgets it when a line grows over the edge of the window letter by
   * letter (Node 20 to 26), and would then draw the line again further down.
   */
  #keepRow(): void {
    const reader = this.#reader as Interface & { prevRows: number };
    if (this.#resolve === undefined) return;
    const { rows, cols } = reader.getCursorPos();
    // A terminal waits at the edge until there is a letter for the next row.
    if (cols === 0 && rows > reader.prevRows) this.#terminal.output.write(' \r');
    reader.prevRows = rows;
  }

  #clearHint(): void {
    if (this.#hintDue !== undefined) clearImmediate(this.#hintDue);
    this.#hintDue = undefined;
    if (!this.#hasHint) return;
    this.#hasHint = false;
    this.#terminal.output.write(CLEAR_BEHIND_CURSOR);
  }

  /** When all keys that have come are worked off: pasted text asks for one hint and not for one a letter. */
  #hintSoon(): void {
    if (this.#hintDue !== undefined) clearImmediate(this.#hintDue);
    this.#hintDue = setImmediate(() => this.#showHint());
  }

  #showHint(): void {
    this.#hintDue = undefined;
    const { line, cursor } = this.#reader;
    if (this.#resolve === undefined || line === '' || cursor !== line.length) return;
    const { output, usesColours } = this.#terminal;
    const room = output.columns - this.#reader.getCursorPos().cols - 1;
    // One column a character, so that the way back is as long: descriptions are ASCII in any case.
    const hint = this.#options.hint(line).replaceAll(/[^ -~]/g, '?');
    const shown = hint.slice(0, Math.max(0, room));
    if (shown === '') return;
    this.#hasHint = true;
    output.write(`${usesColours ? GREY : FAINT}${shown}\u001b[0m\u001b[${shown.length}D`);
  }
}
