import { toUtf8 } from '../../base/bytes.ts';
import type { Reply } from '../../resp/reply-value.ts';
import { ConnectionLost } from './client-connection.ts';
import type { ReplyPrinter } from './reply-printer.ts';
import type { ServerLink } from './server-link.ts';

/** Commands after which the server talks and the client listens. */
const LISTENING = new Set(['subscribe', 'psubscribe', 'ssubscribe', 'monitor']);

/** Commands whose answers are pushes in RESP3, one for each channel in both protocols. */
const UNLISTENING = new Set(['unsubscribe', 'punsubscribe', 'sunsubscribe']);

const READING = 'Reading messages... (press Ctrl-C to quit)\n';

/** `ended`: the command was SHUTDOWN and the server is gone. */
export type Ran = { readonly end: 'reply'; readonly reply: Reply } | { readonly end: 'ended' };

/** Runs commands one after the other and prints their replies. */
export class ClientSession {
  readonly #link: ServerLink;
  readonly #printer: ReplyPrinter;
  #inTransaction = false;
  #queuedDatabase: number | undefined;
  /** CLIENT REPLY: what the server doesn't answer is not waited for. */
  #silence: 'none' | 'next' | 'all' = 'none';

  constructor(link: ServerLink, printer: ReplyPrinter) {
    this.#link = link;
    this.#printer = printer;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  /** A new connection knows nothing of the old one's transaction. */
  connectionChanged(): void {
    this.#inTransaction = false;
    this.#queuedDatabase = undefined;
    this.#silence = 'none';
  }

  /** Runs one command and prints what comes back; a listening command only ends with the connection. */
  async run(words: readonly Uint8Array[]): Promise<Ran> {
    const names = words.slice(0, 2).map((word) => toUtf8(word).toLowerCase());
    const [name = ''] = names;
    if (LISTENING.has(name)) return await this.#listen(words, name);
    if (name === 'shutdown') return await this.#shutDown(words);
    if (UNLISTENING.has(name)) return await this.#unlisten(words);
    if (this.#isSilent(names, words)) return { end: 'reply', reply: SILENT };
    const reply = await this.#link.connection.call(words);
    for (const push of this.#link.connection.takePushes()) this.#printer.push(push);
    this.#printer.reply(reply, names);
    this.#follow(words, reply);
    return { end: 'reply', reply };
  }

  /** Prints what comes until the connection ends; a refusal ends the listening. */
  async #listen(words: readonly Uint8Array[], name: string): Promise<Ran> {
    const { connection } = this.#link;
    if (name !== 'monitor' && this.#printer.isReadable) this.#printer.text(READING);
    connection.send(words);
    for (let isFirst = true; ; isFirst = false) {
      const reply = await connection.next();
      this.#printer.reply(reply);
      const isRefusal = reply.type === 'error' || (reply.type === 'status' && name !== 'monitor');
      if (isFirst && isRefusal) return { end: 'reply', reply };
    }
  }

  async #unlisten(words: readonly Uint8Array[]): Promise<Ran> {
    const { connection } = this.#link;
    connection.send(words);
    for (let left = Math.max(1, words.length - 1); ; left--) {
      const reply = await connection.next();
      this.#printer.reply(reply);
      if (left === 1 || reply.type === 'error' || reply.type === 'status') {
        return { end: 'reply', reply };
      }
    }
  }

  /** SHUTDOWN is answered by the end of the connection: nothing is wrong then, and there is nothing to show. */
  async #shutDown(words: readonly Uint8Array[]): Promise<Ran> {
    const { connection } = this.#link;
    const wasOpen = connection.isOpen;
    try {
      const reply = await connection.call(words);
      this.#printer.reply(reply);
      return { end: 'reply', reply };
    } catch (error) {
      if (!wasOpen || !(error instanceof ConnectionLost)) throw error;
      return { end: 'ended' };
    }
  }

  /** Sends what will not be answered, and keeps count of it. */
  #isSilent(
    [name = '', subcommand = '']: readonly string[],
    words: readonly Uint8Array[],
  ): boolean {
    const word = words[2] === undefined ? '' : toUtf8(words[2]).toLowerCase();
    const switches = name === 'client' && subcommand === 'reply' && words.length === 3;
    const wasSilent = this.#silence !== 'none';
    if (this.#silence === 'next') this.#silence = 'none';
    if (switches && word === 'on') {
      this.#silence = 'none';
      return false;
    }
    if (switches && word === 'off') this.#silence = 'all';
    else if (switches && word === 'skip' && !wasSilent) this.#silence = 'next';
    else if (!wasSilent) return false;
    this.#link.connection.send(words);
    return true;
  }

  /** Keeps in step what the prompt shows and what a new connection begins with. */
  #follow(words: readonly Uint8Array[], reply: Reply): void {
    const [name = '', argument = ''] = words.slice(0, 2).map((word) => toUtf8(word).toLowerCase());
    if (reply.type === 'error') {
      if (/^EXECABORT |without MULTI/.test(reply.error.message)) this.#inTransaction = false;
      return;
    }
    if (reply.type === 'status' && toUtf8(reply.bytes) === 'QUEUED') {
      if (name === 'select') this.#queuedDatabase = Number(argument);
      return;
    }
    if (name === 'select') this.#link.database = Number(argument);
    else if (name === 'multi') this.#inTransaction = true;
    else if (name === 'exec' || name === 'discard') this.#endTransaction(reply);
    else if (name === 'hello' && argument !== '') this.#link.protocol = argument === '3' ? 3 : 2;
    else if (name === 'reset') {
      this.connectionChanged();
      this.#link.database = 0;
      this.#link.protocol = 2;
    }
  }

  /** A SELECT that was queued counts once EXEC has run it. */
  #endTransaction(reply: Reply): void {
    const wasRun = reply.type === 'array';
    if (wasRun && this.#queuedDatabase !== undefined) this.#link.database = this.#queuedDatabase;
    this.#inTransaction = false;
    this.#queuedDatabase = undefined;
  }
}

const SILENT: Reply = { type: 'null', form: 'null' };
