import type { Arguments } from '../base/arguments.ts';
import type { CommandRow } from './row.ts';
import type { CommandNames, CommandTable } from './table.ts';

/** No alias is longer, so a longer word needn't be made a string to know that it is none. */
export const ALIAS_LENGTH_MAX = 64;

/**
 * What one user calls commands (`alias=flush-now:flushall`): by its aliases those that have some, and everything else as
 * everybody does. As with `rename-command`, what has an alias answers to no other name.
 */
export class OwnNames implements CommandNames {
  readonly #table: CommandTable;
  readonly #byAlias = new Map<string, CommandRow>();
  readonly #renamed = new Set<CommandRow>();

  /** `aliases`: the commands' own names by the aliases, in lower case. */
  constructor(table: CommandTable, aliases: ReadonlyMap<string, string>) {
    this.#table = table;
    for (const [alias, name] of aliases) {
      const row = table.named(name);
      if (row === undefined) continue;
      this.#byAlias.set(alias, row);
      this.#renamed.add(row);
    }
  }

  lookup(args: Arguments): CommandRow | undefined {
    const alias =
      args.length(0) <= ALIAS_LENGTH_MAX
        ? this.#byAlias.get(args.latin1(0).toLowerCase())
        : undefined;
    return alias ?? this.#unlessRenamed(this.#table.lookup(args));
  }

  subcommand(container: CommandRow, args: Arguments): CommandRow | undefined {
    return this.#table.subcommand(container, args);
  }

  called(fullName: string): CommandRow | undefined {
    const [name = '', ...below] = fullName.toLowerCase().split('|');
    const row = this.#byAlias.get(name) ?? this.#unlessRenamed(this.#table.called(name));
    return below.length === 0 ? row : row && this.#table.named([row.fullName, ...below].join('|'));
  }

  #unlessRenamed(row: CommandRow | undefined): CommandRow | undefined {
    return row !== undefined && this.#renamed.has(row) ? undefined : row;
  }
}
