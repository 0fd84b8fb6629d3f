import type { Arguments } from '../base/arguments.ts';
import { assert } from '../base/assert.ts';
import type { Command } from './command.ts';
import { CommandRow } from './row.ts';

const BUCKETS = 4096;

/**
 * Another name for a command at the door. Everywhere else, in rights, logs, statistics and what is stored, it keeps
 * its own, so that nothing depends on two servers having the same renames (what the guides get wrong, 14).
 */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** What commands are called at the door: by everybody, or by one user (`alias=`). */
export interface CommandNames {
  lookup(args: Arguments): CommandRow | undefined;
  /** For a container: the row for word 1. */
  subcommand(container: CommandRow, args: Arguments): CommandRow | undefined;
  /** The row of a full name as it is called, `config|get`, in any case. */
  called(fullName: string): CommandRow | undefined;
}

/** All commands of a server, found by the bytes of their names without making a string. */
export class CommandTable implements CommandNames {
  /** By id, subcommands included. */
  readonly rows: readonly CommandRow[];
  readonly #top: readonly CommandRow[];
  readonly #byName = new Map<string, CommandRow>();
  /** By what they are called at the door, without subcommands. */
  readonly #called: ReadonlyMap<string, CommandRow>;
  readonly #reachable: ReadonlySet<CommandRow>;
  #last: Named | undefined;
  /** Open addressing on a hash of the name; what it leads to is compared byte by byte. */
  readonly #buckets: (Named | undefined)[] = new Array<Named | undefined>(BUCKETS).fill(undefined);

  /** `renames` as `rename-command` has them, in order; an empty `to` puts a command out of reach. */
  constructor(commands: readonly Command[], renames: readonly Rename[] = []) {
    const rows: CommandRow[] = [];
    const add = (command: Command, parent?: CommandRow): CommandRow => {
      const row = new CommandRow(rows.length, command, parent);
      rows.push(row);
      assert(!this.#byName.has(row.fullName), `command ${row.fullName} is defined once`);
      this.#byName.set(row.fullName, row);
      for (const sub of command.subcommands ?? []) row.subcommands.push(add(sub, row));
      return row;
    };
    this.#top = commands.map((command) => add(command));
    this.rows = rows;
    const called = new Map(this.#top.map((row) => [row.name, row]));
    for (const { from, to } of renames) {
      const row = called.get(from.toLowerCase());
      called.delete(from.toLowerCase());
      if (row !== undefined && to !== '') called.set(to.toLowerCase(), row);
    }
    for (const [name, row] of called) this.#file(name, row);
    this.#called = called;
    this.#reachable = new Set(called.values());
  }

  /** Commands without their subcommands, in the order given. */
  get top(): readonly CommandRow[] {
    return this.#top;
  }

  /** Whether `rename-command` has left a way to it, and with it to its subcommands. */
  reaches(row: CommandRow): boolean {
    return this.#reachable.has(row.parent ?? row);
  }

  called(fullName: string): CommandRow | undefined {
    const [name = '', ...below] = fullName.toLowerCase().split('|');
    const row = this.#called.get(name);
    return below.length === 0 ? row : row && this.named([row.fullName, ...below].join('|'));
  }

  /** By its own full name in any case, as `config|get`, whatever it is called at the door. */
  named(fullName: string): CommandRow | undefined {
    return this.#byName.get(fullName.toLowerCase());
  }

  /** The row for word 0, its subcommand not yet considered. */
  lookup(args: Arguments): CommandRow | undefined {
    const { u8 } = args;
    const start = args.starts[args.first]!;
    const length = args.lengths[args.first]!;
    const last = this.#last;
    // A pipeline mostly goes on with the same command.
    if (last?.bytes.length === length && sameName(last.bytes, u8, start)) return last.row;
    let bucket = hashOfName(u8, start, length);
    for (;;) {
      const found = this.#buckets[bucket];
      if (found === undefined) return undefined;
      if (found.bytes.length === length && sameName(found.bytes, u8, start)) {
        this.#last = found;
        return found.row;
      }
      bucket = (bucket + 1) & (BUCKETS - 1);
    }
  }

  subcommand(container: CommandRow, args: Arguments): CommandRow | undefined {
    return container.subcommands.find((row) => args.is(1, row.name));
  }

  #file(name: string, row: CommandRow): void {
    const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
    let bucket = hashOfName(bytes, 0, bytes.length);
    while (this.#buckets[bucket] !== undefined) bucket = (bucket + 1) & (BUCKETS - 1);
    this.#buckets[bucket] = { bytes, row };
  }
}

interface Named {
  /** In lower case. */
  readonly bytes: Uint8Array;
  readonly row: CommandRow;
}

/** Folding with `| 32` may merge a few non-letters; the comparison below tells them apart. */
function hashOfName(u8: Uint8Array, start: number, length: number): number {
  let hash = length | 0;
  // A longer word is no command; its length alone decides where it misses.
  if (length <= 32) {
    for (let i = start, end = start + length; i < end; i++)
      hash = Math.imul(hash ^ (u8[i]! | 32), 0x5bd1e995);
  }
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

function sameName(lower: Uint8Array, u8: Uint8Array, start: number): boolean {
  for (let i = 0; i < lower.length; i++) {
    const byte = u8[start + i]!;
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== lower[i]) return false;
  }
  return true;
}
