import { fromUtf8 } from '../../base/bytes.ts';
import type { Reply } from '../../resp/reply-value.ts';
import type { ClientTerminal } from './client-world.ts';
import { formatInvalidation } from './output/format-push.ts';
import { formatReply, formatText } from './output/format-reply.ts';
import type { OutputStyle } from './output/output-style.ts';
import { repliesWithText } from './output/text-replies.ts';

/** A wait that is long enough for redis-cli to say how long it was. */
const SLOW_MS = 500;

export interface PrinterOptions {
  readonly terminal: ClientTerminal;
  readonly style: OutputStyle;
  readonly showsPushes: boolean;
  /** Where error replies go: among the others, or to the error output (-e). */
  readonly errors: 'printed' | 'aside';
}

/** Prints what the server says. */
export class ReplyPrinter {
  readonly #terminal: ClientTerminal;
  readonly #style: OutputStyle;
  readonly #showsPushes: boolean;
  readonly #errors: PrinterOptions['errors'];

  constructor(options: PrinterOptions) {
    this.#terminal = options.terminal;
    this.#style = options.style;
    this.#showsPushes = options.showsPushes;
    this.#errors = options.errors;
  }

  get isReadable(): boolean {
    return this.#style.format === 'readable';
  }

  get #isJson(): boolean {
    return this.#style.format === 'json' || this.#style.format === 'quoted-json';
  }

  /** The reply to a command, given by its first two words in small letters. */
  reply(reply: Reply, [name = '', subcommand = '']: readonly string[] = []): void {
    if (reply.type === 'error' && this.#errors === 'aside') {
      this.#terminal.complain(reply.error.message);
      return;
    }
    // Not in JSON, which is for programs: redis-cli prints these texts as they are there, too.
    const isText = !this.#isJson && repliesWithText(name, subcommand);
    const format = isText ? formatText : formatReply;
    this.#terminal.print(format(reply, this.#style));
  }

  /** What the server sent unasked. */
  push(push: Reply): void {
    if (!this.#showsPushes) return;
    const line = this.isReadable ? formatInvalidation(push) : undefined;
    if (line === undefined) this.reply(push);
    else this.text(line);
  }

  /** How long a reply took, when that was long. */
  elapsed(elapsedMs: number): void {
    if (this.isReadable && elapsedMs >= SLOW_MS) this.text(`(${(elapsedMs / 1000).toFixed(2)}s)\n`);
  }

  text(text: string): void {
    this.#terminal.print(fromUtf8(text));
  }
}
