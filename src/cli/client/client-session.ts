import { equalsIgnoreCase, toUtf8 } from '../../base/bytes.ts';
import { splitQuotedWords } from '../../base/quoted-words.ts';
import type { Reply } from '../../resp/reply-value.ts';
import { type ClientConnection, ConnectionLost } from './client-connection.ts';
import type { ClientTerminal } from './client-world.ts';
import { formatReply, type OutputFormat } from './format-reply.ts';

/** Commands after which the server talks and the client listens. */
const LISTENING = ['subscribe', 'psubscribe', 'ssubscribe', 'monitor'];

const HELP = `Type a command as it is documented, e.g. SET key "a value" EX 60.
Quotes: "..." knows \\n \\t \\xHH, '...' takes everything literally.
quit, exit or Ctrl-D ends the client, clear clears the screen.
`;

const encoder = new TextEncoder();

export interface SessionOptions {
  readonly connection: ClientConnection;
  readonly terminal: ClientTerminal;
  readonly format: OutputFormat;
  /** What the prompt begins with. */
  readonly name: string;
  readonly database: number;
}

/** Runs commands one after the other and prints their replies. */
export class ClientSession {
  readonly #connection: ClientConnection;
  readonly #terminal: ClientTerminal;
  readonly #format: OutputFormat;
  readonly #name: string;
  #database: number;
  #inTransaction = false;
  #hasShutDown = false;

  constructor(options: SessionOptions) {
    this.#connection = options.connection;
    this.#terminal = options.terminal;
    this.#format = options.format;
    this.#name = options.name;
    this.#database = options.database;
  }

  /** Runs one command; true when its reply was no error. A listening command only ends with the connection. */
  async run(words: readonly Uint8Array[]): Promise<boolean> {
    const [name] = words;
    if (name !== undefined && LISTENING.some((each) => equalsIgnoreCase(name, each))) {
      this.#connection.send(words);
      for (;;) this.#show(await this.#connection.next());
    }
    const reply =
      name !== undefined && equalsIgnoreCase(name, 'shutdown')
        ? await this.#shutDown(words)
        : await this.#connection.call(words);
    if (reply === undefined) return true;
    this.#show(reply);
    for (const push of this.#connection.takePushes()) this.#show(push);
    this.#follow(words, reply);
    return reply.type !== 'error';
  }

  /** Runs the lines of the input until it ends; true when no reply was an error. */
  async runLines(): Promise<boolean> {
    let clean = true;
    for await (const line of this.#terminal.lines(() => this.#prompt())) {
      const words = splitQuotedWords(line);
      if (words === undefined) {
        this.#terminal.complain('Invalid argument(s)');
        clean = false;
      } else if (words.length > 0) {
        const done = this.#runOwn(words);
        if (done === 'end') return clean;
        if (done === 'server') clean = (await this.run(words)) && clean;
        if (this.#hasShutDown && this.#terminal.inputIsTerminal) return clean;
      }
    }
    return clean;
  }

  /** SHUTDOWN is answered by the end of the connection: nothing is wrong then, and there is nothing to show. */
  async #shutDown(words: readonly Uint8Array[]): Promise<Reply | undefined> {
    const wasOpen = this.#connection.isOpen;
    try {
      return await this.#connection.call(words);
    } catch (error) {
      if (!wasOpen || !(error instanceof ConnectionLost)) throw error;
      this.#hasShutDown = true;
      return undefined;
    }
  }

  /** Words that are the client's own and are not sent. */
  #runOwn(words: readonly Uint8Array[]): 'end' | 'done' | 'server' {
    const [name] = words;
    if (name === undefined || words.length > 1) return 'server';
    const word = toUtf8(name).toLowerCase();
    if (word === 'quit' || word === 'exit') return 'end';
    if (!this.#terminal.inputIsTerminal) return 'server';
    if (word === 'clear') this.#print('\u001b[H\u001b[2J');
    else if (word === 'help') this.#print(HELP);
    else return 'server';
    return 'done';
  }

  /** Keeps in step what the prompt shows. */
  #follow(words: readonly Uint8Array[], reply: Reply): void {
    if (reply.type === 'error') return;
    const [name, argument] = words;
    if (name === undefined) return;
    if (equalsIgnoreCase(name, 'select') && argument !== undefined && !this.#inTransaction) {
      this.#database = Number(toUtf8(argument));
    } else if (equalsIgnoreCase(name, 'multi')) this.#inTransaction = true;
    else if (equalsIgnoreCase(name, 'exec') || equalsIgnoreCase(name, 'discard')) {
      this.#inTransaction = false;
    } else if (equalsIgnoreCase(name, 'reset')) {
      this.#inTransaction = false;
      this.#database = 0;
    }
  }

  #prompt(): string {
    const database = this.#database === 0 ? '' : `[${this.#database}]`;
    return `${this.#name}${database}${this.#inTransaction ? '(TX)' : ''}> `;
  }

  #show(reply: Reply): void {
    this.#terminal.print(formatReply(reply, this.#format));
  }

  #print(text: string): void {
    this.#terminal.print(encoder.encode(text));
  }
}
