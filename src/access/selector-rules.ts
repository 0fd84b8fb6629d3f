import { ABSENT_COMMANDS } from '../command/absent-commands.ts';
import { CATEGORIES, type Category, CategoryBit } from '../command/categories.ts';
import type { CommandRow } from '../command/row.ts';
import type { CommandTable } from '../command/table.ts';
import { asciiLower, hasSpace } from './ascii.ts';
import { KeyAccess } from './key-access.ts';
import { RuleProblem } from './rule-problem.ts';
import type { SelectorRules } from './selector.ts';

/** The highest number a database can have; how many there are is checked where one is selected. */
const DATABASE_MAX = 2_147_483_647;
const ABSENT: ReadonlySet<string> = new Set(ABSENT_COMMANDS);

/** Applies one rule to a selector. Gives back what is wrong with it. */
export function applySelectorRule(
  rules: SelectorRules,
  rule: string,
  table: CommandTable,
): RuleProblem | undefined {
  const word = asciiLower(rule);
  const plain = PLAIN_RULES.get(word);
  if (plain !== undefined) {
    plain(rules, table);
    return undefined;
  }
  if (word.startsWith('db=')) return addDatabases(rules, rule.slice(3));
  const rest = rule.slice(1);
  switch (rule[0]) {
    case '~':
      return addKeyPattern(rules, rest, KeyAccess.both);
    case '%':
      return addLimitedKeyPattern(rules, rest);
    case '&':
      return addChannel(rules, rest);
    case '+':
      return rest.startsWith('@')
        ? changeCategory(rules, rule, table)
        : allowCommand(rules, rest, table);
    case '-':
      return rest.startsWith('@')
        ? changeCategory(rules, rule, table)
        : refuseCommand(rules, rest, table);
    default:
      return RuleProblem.syntax;
  }
}

type PlainRule = (rules: SelectorRules, table: CommandTable) => void;

const allKeys: PlainRule = (rules) => {
  rules.allKeys = true;
  rules.keyPatterns.clear();
};
const allChannels: PlainRule = (rules) => {
  rules.allChannels = true;
  rules.channels.clear();
};
const allCommands: PlainRule = (rules) => {
  rules.commandBits.fill(-1);
  resetCommandRules(rules, true);
};
const noCommands: PlainRule = (rules) => {
  rules.commandBits.fill(0);
  resetCommandRules(rules, false);
};

const PLAIN_RULES = new Map<string, PlainRule>([
  ['allkeys', allKeys],
  ['~*', allKeys],
  [
    'resetkeys',
    (rules) => {
      rules.allKeys = false;
      rules.keyPatterns.clear();
    },
  ],
  ['allchannels', allChannels],
  ['&*', allChannels],
  [
    'resetchannels',
    (rules) => {
      rules.allChannels = false;
      rules.channels.clear();
    },
  ],
  [
    'alldbs',
    (rules) => {
      rules.allDatabases = true;
      rules.databases.clear();
    },
  ],
  [
    'resetdbs',
    (rules) => {
      rules.allDatabases = false;
      rules.databases.clear();
    },
  ],
  ['allcommands', allCommands],
  ['+@all', allCommands],
  ['nocommands', noCommands],
  ['-@all', noCommands],
]);

function resetCommandRules(rules: SelectorRules, beganWithAll: boolean): void {
  rules.beganWithAll = beganWithAll;
  rules.commandRules.clear();
  rules.firstArguments.clear();
}

function addKeyPattern(
  rules: SelectorRules,
  pattern: string,
  access: number,
): RuleProblem | undefined {
  if (rules.allKeys) return RuleProblem.keyAfterAll;
  if (hasSpace(pattern)) return RuleProblem.syntax;
  rules.keyPatterns.set(pattern, (rules.keyPatterns.get(pattern) ?? 0) | access);
  return undefined;
}

/** `%R~`, `%W~`, `%RW~` in any order and case, each letter once. */
function addLimitedKeyPattern(rules: SelectorRules, rest: string): RuleProblem | undefined {
  if (rules.allKeys) return RuleProblem.keyAfterAll;
  const match = /^(r|w|rw|wr)~/i.exec(rest);
  if (match === null) return RuleProblem.syntax;
  const letters = asciiLower(match[1] ?? '');
  const access =
    (letters.includes('r') ? KeyAccess.read : 0) | (letters.includes('w') ? KeyAccess.write : 0);
  return addKeyPattern(rules, rest.slice(match[0].length), access);
}

function addChannel(rules: SelectorRules, pattern: string): RuleProblem | undefined {
  if (rules.allChannels) return RuleProblem.channelAfterAll;
  if (hasSpace(pattern)) return RuleProblem.syntax;
  rules.channels.add(pattern);
  return undefined;
}

function addDatabases(rules: SelectorRules, list: string): RuleProblem | undefined {
  const words = list.split(',');
  if (!words.every((word) => /^\d{1,10}$/.test(word))) return RuleProblem.syntax;
  const added = words.map(Number);
  if (added.some((index) => index > DATABASE_MAX)) return RuleProblem.databaseOutOfRange;
  rules.allDatabases = false;
  for (const index of added) rules.databases.add(index);
  return undefined;
}

function allowCommand(
  rules: SelectorRules,
  name: string,
  table: CommandTable,
): RuleProblem | undefined {
  const bar = name.lastIndexOf('|');
  if (bar < 0) {
    const row = table.named(name);
    if (row === undefined) return recordAbsent(rules, '+', name);
    setCommand(rules, row, true);
    rules.commandRules.record('+', row.fullName);
    return undefined;
  }
  const row = table.named(name.slice(0, bar));
  if (row === undefined) return recordAbsent(rules, '+', name);
  if (row.parent !== undefined) return RuleProblem.firstArgumentOfSubcommand;
  const word = asciiLower(name.slice(bar + 1));
  // A line break would be the end of the user's line in a file, and the begin of another's.
  if (word === '' || hasSpace(word)) return RuleProblem.syntax;
  if (row.isContainer) {
    const subcommand = table.named(name);
    if (subcommand === undefined) return RuleProblem.unknownCommand;
    setCommand(rules, subcommand, true);
  } else {
    let words = rules.firstArguments.get(row.id);
    if (words === undefined) rules.firstArguments.set(row.id, (words = new Set()));
    words.add(word);
  }
  rules.commandRules.record('+', asciiLower(name));
  return undefined;
}

function refuseCommand(
  rules: SelectorRules,
  name: string,
  table: CommandTable,
): RuleProblem | undefined {
  const row = table.named(name);
  if (row === undefined) return recordAbsent(rules, '-', name);
  setCommand(rules, row, false);
  rules.commandRules.record('-', row.fullName);
  return undefined;
}

/**
 * A command of Redis that doesn't exist here yet: its rule is kept, so that the users of a real server load, and says
 * nothing until the command comes.
 */
function recordAbsent(
  rules: SelectorRules,
  sign: '+' | '-',
  name: string,
): RuleProblem | undefined {
  const word = asciiLower(name);
  const [top = '', below, ...more] = word.split('|');
  const isWrong = below === '' || more.length > 0 || hasSpace(word);
  if (!ABSENT.has(top) || isWrong) return RuleProblem.unknownCommand;
  rules.commandRules.record(sign, word);
  return undefined;
}

/** `rule` is `+@read` or `-@read`. */
function changeCategory(
  rules: SelectorRules,
  rule: string,
  table: CommandTable,
): RuleProblem | undefined {
  const name = asciiLower(rule.slice(2));
  const category = CATEGORIES.find((known): known is Category => known === name);
  if (category === undefined) return RuleProblem.unknownCommand;
  const allow = rule.startsWith('+');
  rules.commandRules.record(allow ? '+' : '-', `@${category}`);
  const bit = CategoryBit[category];
  for (const row of table.rows) {
    if ((row.categories & bit) !== 0) setCommand(rules, row, allow);
  }
  return undefined;
}

/** With a container all of its subcommands change. */
function setCommand(rules: SelectorRules, row: CommandRow, allow: boolean): void {
  setBit(rules.commandBits, row.id, allow);
  rules.firstArguments.delete(row.id);
  for (const subcommand of row.subcommands) setBit(rules.commandBits, subcommand.id, allow);
}

function setBit(bits: Int32Array, id: number, value: boolean): void {
  const word = bits[id >>> 5] ?? 0;
  bits[id >>> 5] = value ? word | (1 << (id & 31)) : word & ~(1 << (id & 31));
}
