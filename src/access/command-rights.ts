import { CategoryBit } from '../command/categories.ts';
import { FlagBit } from '../command/flags.ts';
import { KeyFlagBit, keyFlagBits } from '../command/key-spec.ts';
import type { CommandRow } from '../command/row.ts';
import type { CommandTable } from '../command/table.ts';
import { neededAccess } from './key-access.ts';

/** Which databases a command touches. `selected`: the one the session has selected, for everything that sees data. */
export type TouchedDatabases = 'none' | 'selected' | 'select' | 'swapdb' | 'move' | 'copy' | 'all';

const NAMING_DATABASES = new Map<string, TouchedDatabases>([
  ['select', 'select'],
  ['swapdb', 'swapdb'],
  ['move', 'move'],
  ['copy', 'copy'],
  ['flushall', 'all'],
]);

/** What a check asks of a command, worked out once: a check is part of every request of a user with limits. */
export class RowRights {
  readonly databases: TouchedDatabases;
  readonly hasKeys: boolean;
  /** The word of the one key that every request has, 0 where keys must be searched for: most commands have one key. */
  readonly onlyKey: number;
  /** Rights that the one key needs. */
  readonly onlyKeyAccess: number;
  /** Where a first argument stands that `+select|0` names. */
  readonly firstArgument: number;

  constructor(row: CommandRow) {
    const { keys } = row.command;
    const searches = row.command.findKeys !== undefined;
    // Shard channels have specs, too: they are of no database.
    this.hasKeys = searches || keys.some(({ access }) => !access.includes('not_key'));
    const seesData = this.hasKeys || (row.categories & CategoryBit.keyspace) !== 0;
    this.databases = NAMING_DATABASES.get(row.fullName) ?? (seesData ? 'selected' : 'none');
    const [only] = keys;
    const access = only === undefined ? 0 : keyFlagBits(only.access);
    this.onlyKey = keys.length === 1 && !searches ? onlyKeyOf(row, access) : 0;
    this.onlyKeyAccess = neededAccess(access);
    this.firstArgument = row.parent === undefined ? 1 : 2;
  }
}

function onlyKeyOf({ command, countMin }: CommandRow, access: number): number {
  const [only] = command.keys;
  if (only === undefined || typeof only.begin !== 'number' || only.find === 'unknown') return 0;
  if ('numkeys' in only.find || only.find.last !== 0) return 0;
  if ((access & (KeyFlagBit.not_key | KeyFlagBit.incomplete)) !== 0) return 0;
  // The arity has been judged before the rights, so this word is there.
  return only.begin < countMin ? only.begin : 0;
}

/** The same for all commands of a table, by row id. */
export class CommandRights {
  readonly table: CommandTable;
  readonly rows: readonly RowRights[];
  /** The bits of commands that anybody may call, whatever the rules say: AUTH, HELLO, QUIT, RESET. */
  readonly alwaysAllowed: Int32Array;

  constructor(table: CommandTable) {
    this.table = table;
    this.rows = table.rows.map((row) => new RowRights(row));
    this.alwaysAllowed = new Int32Array((table.rows.length + 31) >>> 5);
    for (const { id, flags } of table.rows) {
      if ((flags & FlagBit.no_auth) === 0) continue;
      this.alwaysAllowed[id >>> 5] = (this.alwaysAllowed[id >>> 5] ?? 0) | (1 << (id & 31));
    }
  }
}
