import assert from 'node:assert/strict';
import { CATEGORIES, type Category } from '../../src/command/categories.ts';
import type { Command } from '../../src/command/command.ts';
import { type CommandFlag, FlagBit } from '../../src/command/flags.ts';
import type { KeyFlag, KeySpec } from '../../src/command/key-spec.ts';
import type { Plain, RespClient } from './resp-client.ts';

/**
 * The command table of another server, so that rules about commands can be compared for all of its commands, whether
 * Casemate has them yet or not. Nothing in it can run. The client speaks RESP2.
 */
export async function foreignCommands(client: RespClient): Promise<Command[]> {
  const entries = list(await client.call('COMMAND'));
  return entries.map((entry) => command(list(entry)));
}

/** COMMAND doesn't tell which words are channels. */
const CHANNELS: Readonly<Record<string, NonNullable<Command['channels']>>> = {
  publish: { first: 1, last: 1, patterns: false },
  spublish: { first: 1, last: 1, patterns: false },
  subscribe: { first: 1, last: -1, patterns: false },
  ssubscribe: { first: 1, last: -1, patterns: false },
  psubscribe: { first: 1, last: -1, patterns: true },
};

function command(entry: Plain[]): Command {
  const [fullName, arity, flags, , , , categories, , specs, subcommands] = entry;
  const name = text(fullName).split('|').at(-1) ?? '';
  const channels = CHANNELS[text(fullName)];
  return {
    name: name.toUpperCase() as Uppercase<string>,
    arity: Number(arity),
    flags: list(flags)
      .map(text)
      .filter((flag): flag is CommandFlag => Object.hasOwn(FlagBit, flag)),
    categories: list(categories)
      .map((category) => text(category).slice(1))
      .filter((category): category is Category => CATEGORIES.includes(category as Category)),
    keys: list(specs).map(keySpec),
    loggable: [],
    docs: { group: 'generic', since: '1.0.0', summary: '', complexity: '' },
    subcommands: list(subcommands).map((subcommand) => command(list(subcommand))),
    ...(channels === undefined ? {} : { channels }),
    run: () => assert.fail('a foreign command is never run'),
  };
}

function keySpec(plain: Plain): KeySpec {
  const spec = record(plain);
  const access = list(spec['flags'] ?? []).map((flag) => text(flag) as KeyFlag);
  const begin = record(spec['begin_search']);
  const find = record(spec['find_keys']);
  const beginSpec = record(begin['spec']);
  const findSpec = record(find['spec']);
  const number = (value: Plain | undefined): number => Number(value ?? 0);
  if (begin['type'] === 'unknown') return { begin: 1, find: 'unknown', access };
  return {
    begin:
      begin['type'] === 'index'
        ? number(beginSpec['index'])
        : { keyword: text(beginSpec['keyword']), from: number(beginSpec['startfrom']) },
    find:
      find['type'] === 'range'
        ? {
            last: number(findSpec['lastkey']),
            step: number(findSpec['keystep']),
            limit: number(findSpec['limit']),
          }
        : find['type'] === 'keynum'
          ? {
              numkeys: number(findSpec['keynumidx']),
              first: number(findSpec['firstkey']),
              step: number(findSpec['keystep']),
            }
          : 'unknown',
    access,
  };
}

function list(plain: Plain | undefined): Plain[] {
  assert.ok(Array.isArray(plain), 'a list was expected');
  return plain;
}

function text(plain: Plain | undefined): string {
  assert.equal(typeof plain, 'string');
  return plain as string;
}

/** A map of RESP2: names and values in turn. */
function record(plain: Plain | undefined): Record<string, Plain> {
  const words = list(plain);
  const found: Record<string, Plain> = {};
  for (let i = 0; i + 1 < words.length; i += 2) found[text(words[i])] = words[i + 1] ?? null;
  return found;
}
