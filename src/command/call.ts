import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { parseInteger } from '../base/int64.ts';
import { type Database, NOT_A_STRING } from '../keyspace/database.ts';
import type { ValueType } from '../keyspace/entry.ts';
import type { Reply } from '../resp/reply.ts';
import type { Settings } from '../settings/settings.ts';
import { type CommandError, Errors } from './errors.ts';
import type { CallSession } from './session.ts';
import type { Wait } from './wait.ts';

const MINUS = 0x2d;

/** What a command may know of its own row, under whatever name it was called. */
export interface CalledCommand {
  /** In lower case, `config|get` for a subcommand. */
  readonly fullName: string;
}

/** Writes the reply of a call that had to wait. */
export type LateReply = (reply: Reply) => void;

/**
 * Everything a command sees while it runs: its words, the database, where to write its reply. One object is reused
 * for all calls of a server, so nothing of it may be kept.
 */
export class Call {
  args: Arguments;
  reply: Reply;
  row: CalledCommand;
  db: Database;
  session: CallSession;
  readonly databases: readonly Database[];
  readonly settings: Settings;
  /** Set by `defer`: the session waits for it. */
  deferred: Promise<LateReply> | undefined;
  /** Set by `block`: the session waits for a key. */
  waiting: Wait | undefined;
  /**
   * Whether the caller may read every key there can be: asked where a request names keys that nobody can tell before it
   * runs. Set by the engine; who calls without one may.
   */
  readsEveryKey: () => boolean = () => true;
  /** Set by `propagateAs`: what replicas and the AOF get in place of the words as they came. */
  propagation: readonly (readonly Uint8Array[])[] | undefined;

  constructor(parts: {
    readonly args: Arguments;
    readonly reply: Reply;
    readonly row: CalledCommand;
    readonly session: CallSession;
    readonly databases: readonly Database[];
    readonly settings: Settings;
  }) {
    this.args = parts.args;
    this.reply = parts.reply;
    this.row = parts.row;
    this.session = parts.session;
    this.databases = parts.databases;
    this.settings = parts.settings;
    this.db = parts.databases[0]!;
  }

  /** Words of the request, the name included. */
  get count(): number {
    return this.args.count;
  }

  get nowMs(): number {
    return this.db.world.nowMs;
  }

  /** Whether a word is this option, in any case; `lower` in lower case. False beyond the last word. */
  is(word: number, lower: string): boolean {
    return word < this.args.count && this.args.is(word, lower);
  }

  /**
   * A word as a 64-bit integer, for counts, indexes and numbers of clients: what a JavaScript number doesn't hold
   * exactly becomes the largest or smallest one that it does, which is beyond all of them too. No integer: `error`.
   */
  integer(word: number, error: CommandError = Errors.notInteger): number {
    const { args } = this;
    const start = args.start(word);
    const value = parseInteger(args.u8, start, args.length(word));
    if (Number.isFinite(value)) return value;
    if (Number.isNaN(value)) throw error;
    return args.u8[start] === MINUS ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }

  /** A word as a 32-bit integer. `error` in place of both texts, for no integer and for one out of range. */
  integer32(word: number, error?: CommandError): number {
    const value = this.integer(word, error);
    if (value !== (value | 0)) throw error ?? Errors.notInteger32;
    return value;
  }

  /** The string under a key, undefined when there is none. Throws WRONGTYPE for another type. */
  readString(word: number): ByteRange | undefined {
    const value = this.db.readString(this.args, word);
    if (value === NOT_A_STRING) throw Errors.wrongType;
    return value;
  }

  /** The entry of the string under a key for changing it, 0 when there is none. Throws WRONGTYPE for another type. */
  writeString(word: number): number {
    const address = this.db.write(this.args, word);
    if (address !== 0 && (this.db.kind(address) & 15) !== 0) throw Errors.wrongType;
    return address;
  }

  /**
   * The entry of a collection for reading it, 0 when there is none: counts a hit or a miss, as GET does. Throws WRONGTYPE
   * for another type.
   */
  readEntry(word: number, type: ValueType): number {
    const address = this.db.read(this.args, word);
    if (address !== 0 && (this.db.kind(address) & 15) !== type) throw Errors.wrongType;
    return address;
  }

  /** The entry of a collection for changing it, 0 when there is none. Throws WRONGTYPE for another type. */
  writeEntry(word: number, type: ValueType): number {
    const address = this.db.write(this.args, word);
    if (address !== 0 && (this.db.kind(address) & 15) !== type) throw Errors.wrongType;
    return address;
  }

  /** Replicas and the AOF get these requests in place of the words as they came. */
  propagateAs(...requests: readonly (readonly Uint8Array[])[]): void {
    this.propagation = requests;
  }

  /**
   * Nothing is there yet: the session, and nobody else, waits, and the call is run again when a key may have what it
   * wants. Only for commands with the trait `may-block`. Where waiting is not allowed, the time is up at once.
   */
  block(wait: Wait): void {
    if (this.session.denyBlocking) wait.onTimeout(this.reply);
    else this.waiting = wait;
  }

  /**
   * Hands over work that must wait (disk, a slow hash). The session, and nobody else, waits for it; what the promise
   * gives writes the reply. A rejection is a bug and is answered as an internal error.
   */
  defer(work: Promise<LateReply>): void {
    this.deferred = work;
  }
}
