import type { Arguments } from '../base/arguments.ts';
import type { Call } from './call.ts';
import type { Category } from './categories.ts';
import type { CommandDocs } from './docs.ts';
import type { CommandFlag } from './flags.ts';
import type { FoundKeys } from './found-keys.ts';
import type { KeySpec } from './key-spec.ts';
import type { CommandTrait } from './traits.ts';

/**
 * A command as one value: what it is and what it does, side by side. Arity checks, key extraction, ACL, audit mask,
 * COMMAND INFO, DOCS and GETKEYS, statistics and contract tests all derive from it.
 */
export interface Command {
  /** In upper case; of a subcommand only its own word. */
  readonly name: Uppercase<string>;
  /** Words including the name; negative: at least as many. For a subcommand the container counts too. */
  readonly arity: number;
  readonly flags: readonly CommandFlag[];
  readonly categories: readonly Category[];
  /**
   * Its time is bounded by its request although COMMAND INFO doesn't call it fast (SET), so a run of such calls may
   * share one clock reading (performance.md, rule 13).
   */
  readonly quick?: true;
  readonly traits?: readonly CommandTrait[];
  /** Required: forgetting must not mean "no keys". */
  readonly keys: readonly KeySpec[];
  /** Positions of words that the audit log may show; all others are masked. */
  readonly loggable: readonly number[];
  /**
   * Which words appear nowhere: not in SLOWLOG, MONITOR or any log. 'all' hides every argument; a function decides where
   * it depends on the other words.
   */
  readonly secret?: 'all' | ((args: Arguments, word: number) => boolean);
  /** The channels of a request: [first word, count or -1 for the rest, patterns?]. */
  readonly channels?: { readonly first: number; readonly last: number; readonly patterns: boolean };
  readonly docs: CommandDocs;
  readonly subcommands?: readonly Command[];
  /** Where the specs alone can't tell (SET with GET, SORT): finds the keys in their place. */
  readonly findKeys?: (args: Arguments, into: FoundKeys) => void;
  /** Does the work and writes one reply. Never awaits. Absent for a pure container such as CONFIG. */
  readonly run?: (call: Call) => void;
}

/** Ties a literal to the type and freezes it. */
export function defineCommand(command: Command): Command {
  return Object.freeze(command);
}
