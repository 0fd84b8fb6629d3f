import { CATEGORIES, CategoryBit } from '../../command/categories.ts';
import { type CommandFlag, shownFlags } from '../../command/flags.ts';
import type { KeySpec } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import type { Reply } from '../../resp/reply.ts';
import { legacyRange } from './legacy-range.ts';

/** Flags that Redis keeps to itself, and the one that follows from the key specs. */
const NOT_SHOWN: readonly CommandFlag[] = ['may_replicate', 'movablekeys'];

/** One command as COMMAND INFO tells it, its subcommands included. */
export function writeCommandInfo(reply: Reply, row: CommandRow): void {
  const { command } = row;
  const range = legacyRange(command.keys);
  reply.array(10);
  reply.bulkLatin1(row.fullName);
  reply.integer(command.arity);
  writeFlags(reply, flagsOf(row));
  reply.integer(range.first);
  reply.integer(range.last);
  reply.integer(range.step);
  writeFlags(reply, categoriesOf(row));
  const tips = command.docs.tips ?? [];
  reply.set(tips.length);
  for (const tip of tips) reply.bulkLatin1(tip);
  reply.set(command.keys.length);
  for (const spec of command.keys) writeKeySpec(reply, spec);
  if (row.subcommands.length === 0) reply.set(0);
  else reply.array(row.subcommands.length);
  for (const subcommand of row.subcommands) writeCommandInfo(reply, subcommand);
}

/** Names that are statuses rather than strings, as Redis sends them. */
export function writeFlags(reply: Reply, names: readonly string[]): void {
  reply.set(names.length);
  for (const name of names) reply.simple(name);
}

function flagsOf({ flags, command }: CommandRow): readonly string[] {
  const shown = shownFlags(flags);
  const isMovable = legacyRange(command.keys).isIncomplete || shown.includes('movablekeys');
  const names = shown.filter((flag) => !NOT_SHOWN.includes(flag));
  if (!isMovable) return names;
  // Its place is before the last of Redis's flags.
  const before = names.at(-1) === 'allow_busy' ? names.length - 1 : names.length;
  return [...names.slice(0, before), 'movablekeys', ...names.slice(before)];
}

function categoriesOf({ categories }: CommandRow): readonly string[] {
  return CATEGORIES.filter((name) => (categories & CategoryBit[name]) !== 0).map(
    (name) => `@${name}`,
  );
}

function writeKeySpec(reply: Reply, spec: KeySpec): void {
  reply.map(spec.notes === undefined ? 3 : 4);
  if (spec.notes !== undefined) {
    reply.bulkLatin1('notes');
    reply.bulkLatin1(spec.notes);
  }
  reply.bulkLatin1('flags');
  writeFlags(reply, spec.access);
  reply.bulkLatin1('begin_search');
  writeBegin(reply, spec);
  reply.bulkLatin1('find_keys');
  writeFind(reply, spec);
}

function writeBegin(reply: Reply, { begin, find }: KeySpec): void {
  if (find === 'unknown') writeTyped(reply, 'unknown', []);
  else if (typeof begin === 'number') writeTyped(reply, 'index', [['index', begin]]);
  else {
    writeTyped(reply, 'keyword', [
      ['keyword', begin.keyword],
      ['startfrom', begin.from],
    ]);
  }
}

function writeFind(reply: Reply, { find }: KeySpec): void {
  if (find === 'unknown') writeTyped(reply, 'unknown', []);
  else if ('numkeys' in find) {
    writeTyped(reply, 'keynum', [
      ['keynumidx', find.numkeys],
      ['firstkey', find.first],
      ['keystep', find.step],
    ]);
  } else {
    writeTyped(reply, 'range', [
      ['lastkey', find.last],
      ['keystep', find.step],
      ['limit', find.limit],
    ]);
  }
}

function writeTyped(
  reply: Reply,
  type: string,
  fields: readonly (readonly [string, string | number])[],
): void {
  reply.map(2);
  reply.bulkLatin1('type');
  reply.bulkLatin1(type);
  reply.bulkLatin1('spec');
  reply.map(fields.length);
  for (const [name, value] of fields) {
    reply.bulkLatin1(name);
    if (typeof value === 'number') reply.integer(value);
    else reply.bulkLatin1(value);
  }
}
