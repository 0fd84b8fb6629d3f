import { Arguments } from '../../src/base/arguments.ts';
import { fromLatin1, fromUtf8, toLatin1 } from '../../src/base/bytes.ts';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { Call } from '../../src/command/call.ts';
import type { Command } from '../../src/command/command.ts';
import { CommandError } from '../../src/command/errors.ts';
import type { CommandRow } from '../../src/command/row.ts';
import { CommandTable } from '../../src/command/table.ts';
import { findRow } from '../../src/engine/find-row.ts';
import { EventClass, Interest } from '../../src/keyspace/changes.ts';
import type { Database } from '../../src/keyspace/database.ts';
import { kindOf, type ValueType } from '../../src/keyspace/entry.ts';
import { Keyspace } from '../../src/keyspace/keyspace.ts';
import { World } from '../../src/keyspace/world.ts';
import { Slabs } from '../../src/memory/slabs.ts';
import { Reply } from '../../src/resp/reply.ts';
import { Settings } from '../../src/settings/settings.ts';

/** When every harness begins. */
export const START_MS = 1_700_000_000_000;
const EVERY_EVENT = Object.values(EventClass).reduce((sum, bit) => sum | bit, 0);

/** Words of a request: text is UTF-8. */
export type Word = string | number | Uint8Array;

/** Runs commands without a server, a door or a socket: a keyspace, a clock that stands still, and the reply's bytes. */
export class CommandHarness {
  readonly world: World;
  readonly keyspace: Keyspace;
  readonly databases: readonly Database[];
  readonly settings = new Settings();
  readonly table: CommandTable;
  /** `database:event key`, since the last `takeEvents`. */
  #events: string[] = [];
  readonly #call: Call;
  readonly #reply = new Reply(1 << 16);
  #selected = 0;

  constructor(commands: readonly Command[] | ((keyspace: Keyspace) => readonly Command[])) {
    this.world = new World(new Slabs(), new HalfSipHash(0x1234567, 0x89abcde));
    this.world.memory = this.settings.memory;
    this.world.startTurn(START_MS);
    this.keyspace = new Keyspace(this.world);
    this.databases = this.keyspace.databases;
    this.table = new CommandTable(
      typeof commands === 'function' ? commands(this.keyspace) : commands,
    );
    this.#call = new Call({
      args: Arguments.of([]),
      reply: this.#reply,
      row: this.table.rows[0]!,
      session: { id: 1, databaseIndex: 0, userName: 'default', resp3: false, denyBlocking: false },
      databases: this.databases,
      settings: this.settings,
    });
    this.#listen();
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  get dirty(): number {
    return this.world.changes.dirty;
  }

  set resp3(on: boolean) {
    this.#reply.resp3 = on;
  }

  advance(ms: number): void {
    this.world.startTurn(this.world.nowMs + ms);
  }

  select(index: number): void {
    this.#selected = index;
  }

  /** The reply's bytes, one character each. */
  run(...words: readonly Word[]): string {
    return toLatin1(this.runBytes(words.map(toBytes)));
  }

  /** A whole line, split at its spaces. */
  line(text: string): string {
    return this.run(...text.split(' '));
  }

  runBytes(words: readonly Uint8Array[]): Uint8Array {
    const call = this.#call;
    const reply = this.#reply;
    reply.at = 0;
    call.propagation = undefined;
    call.args = Arguments.of(words);
    call.db = this.databases[this.#selected]!;
    call.session = { ...call.session, databaseIndex: this.#selected, resp3: reply.resp3 };
    const found = findRow(this.table, call.args);
    if (found instanceof CommandError) reply.error(found.message);
    else this.#run(found);
    return reply.u8.slice(0, reply.at);
  }

  /** Puts an empty value of another type under a key, for families that have no commands yet. */
  plant(key: string, type: ValueType): void {
    const db = this.databases[this.#selected]!;
    db.place(Arguments.of([new Uint8Array(0), fromUtf8(key)]), 1, kindOf(type, 0), 0);
  }

  /** What replicas would get for the last call, a line each; the call itself when it asked for nothing else. */
  get propagated(): readonly string[] {
    const requests = this.#call.propagation;
    return requests === undefined
      ? ['as sent']
      : requests.map((words) => words.map(toLatin1).join(' '));
  }

  takeEvents(): readonly string[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #run(row: CommandRow): void {
    const call = this.#call;
    call.row = row;
    try {
      row.run(call);
    } catch (thrown) {
      if (!(thrown instanceof CommandError)) throw thrown;
      this.#reply.at = 0;
      this.#reply.error(thrown.message);
    }
  }

  #listen(): void {
    const { changes } = this.world;
    changes.interest = Interest.keys | Interest.events | Interest.drops;
    changes.eventClasses = EVERY_EVENT & ~EventClass.new;
    changes.observer = {
      keyChanged: () => undefined,
      keyDropped: () => undefined,
      valueChanged: () => undefined,
      flushed: () => undefined,
      databaseChanged: (database) => this.#events.push(`${String(database)}:database`),
      keyEvent: (database, key, event) => {
        this.#events.push(`${String(database)}:${event.name} ${toLatin1(key.copy())}`);
      },
    };
  }
}

/** A bulk reply. */
export function bulk(text: string): string {
  return `$${String(fromUtf8(text).length)}\r\n${toLatin1(fromUtf8(text))}\r\n`;
}

export const OK = '+OK\r\n';
export const NULL = '$-1\r\n';
export const WRONG_TYPE = '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n';

function toBytes(word: Word): Uint8Array {
  if (typeof word === 'string') return fromUtf8(word);
  return typeof word === 'number' ? fromLatin1(String(word)) : word;
}
