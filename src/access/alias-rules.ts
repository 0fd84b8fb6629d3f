import { ABSENT_COMMANDS } from '../command/absent-commands.ts';
import { FlagBit } from '../command/flags.ts';
import { ALIAS_LENGTH_MAX } from '../command/own-names.ts';
import type { CommandTable } from '../command/table.ts';
import { RuleProblem } from './rule-problem.ts';

/** Nothing that a line of a file would quote, or that could be taken for two names or a subcommand. */
const NAME = new RegExp(`^[\\w.!@%+-]{1,${ALIAS_LENGTH_MAX}}$`);
const ABSENT: ReadonlySet<string> = new Set(ABSENT_COMMANDS);

/** Applies `alias=NEW:COMMAND`, in lower case and without `alias=`. */
export function addAlias(
  aliases: Map<string, string>,
  text: string,
  table: CommandTable,
): RuleProblem | undefined {
  const [alias = '', name = '', ...more] = text.split(':');
  if (!NAME.test(alias) || name === '' || more.length > 0) return RuleProblem.badAlias;
  if (name.includes('|')) return RuleProblem.aliasOfSubcommand;
  const row = table.named(name);
  // What `rename-command NAME ""` has taken from everybody, no user gets back.
  if (row === undefined || !table.reaches(row)) return RuleProblem.unknownCommand;
  // Clients call these before there is a user.
  if ((row.flags & FlagBit.no_auth) !== 0) return RuleProblem.aliasOfLogin;
  const isTaken = table.called(alias) !== undefined || table.named(alias) !== undefined;
  if (isTaken || ABSENT.has(alias)) return RuleProblem.aliasTaken;
  aliases.set(alias, row.fullName);
  return undefined;
}
