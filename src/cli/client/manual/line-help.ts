import type { Completion } from '../client-world.ts';
import { argumentHint, tokensOf } from './argument-hint.ts';
import { argumentsSyntax } from './argument-syntax.ts';
import type { CommandManual } from './command-manual.ts';
import { readTypedLine } from './typed-line.ts';

/** Words that are the client's own, with what may follow. */
const OWN_WORDS: ReadonlyMap<string, string> = new Map([
  ['HELP', '[command|@group]'],
  ['QUIT', ''],
  ['EXIT', ''],
  ['CLEAR', ''],
  ['CONNECT', 'host port'],
  [':SET', 'hints|nohints'],
]);

const NOTHING: Completion = { candidates: [], replaces: '' };

/** What Tab offers at the end of a line: commands, subcommands, the fixed words of arguments, topics of help. */
export function completeLine(manual: CommandManual, line: string): Completion {
  const typed = readTypedLine(line);
  if (typed === undefined) return NOTHING;
  const words = withoutCount(typed.words);
  const fits = candidatesBehind(manual, words).filter((each) => {
    return each.toLowerCase().startsWith(typed.open.toLowerCase());
  });
  const candidates = [...new Set(fits)].map((each) => inCaseOf(typed.open, each));
  const [only] = candidates;
  return {
    candidates: candidates.length === 1 && only !== undefined ? [`${only} `] : candidates,
    replaces: typed.open,
  };
}

/** What is shown in grey at the end of a line: the arguments that may still be written. */
export function hintFor(manual: CommandManual, line: string): string {
  const typed = readTypedLine(line);
  if (typed === undefined || (typed.words.length === 0 && typed.open === '')) return '';
  const lastIsOpen = typed.open !== '';
  const all = withoutCount(lastIsOpen ? [...typed.words, typed.open] : typed.words);
  const hint = hintBehind(manual, all, lastIsOpen ? 'open' : 'closed');
  return hint === '' ? '' : `${lastIsOpen ? ' ' : ''}${hint}`;
}

function hintBehind(
  manual: CommandManual,
  words: readonly string[],
  last: 'open' | 'closed',
): string {
  const own = OWN_WORDS.get((words[0] ?? '').toUpperCase());
  if (own !== undefined)
    return own
      .split(' ')
      .slice(words.length - 1)
      .join(' ');
  const found = manual.find(words);
  if (found === undefined) return '';
  const { docs, length } = found;
  // Behind a container's name a subcommand is being typed.
  if (docs.isContainer && docs.parameters.length === 0) return '';
  if (words.length === length) return argumentsSyntax(docs.parameters);
  const typed = { words: words.slice(length), lastIsOpen: last === 'open' };
  return argumentHint(docs.parameters, typed);
}

function candidatesBehind(manual: CommandManual, words: readonly string[]): string[] {
  const [first = ''] = words;
  const names = manual.all.map(({ name }) => name);
  if (words.length === 0) {
    return [...OWN_WORDS.keys(), ...names.filter((each) => !each.includes(' '))].sort();
  }
  const word = first.toUpperCase();
  if (word === 'HELP') return topicsBehind(manual, words.slice(1));
  if (word === ':SET') return words.length === 1 ? ['hints', 'nohints'] : [];
  const found = manual.find(words);
  if (found === undefined) return [];
  if (words.length === 1 && found.docs.isContainer) return subcommandsOf(names, word);
  return tokensOf(found.docs.parameters);
}

function topicsBehind(manual: CommandManual, words: readonly string[]): string[] {
  const names = manual.all.map(({ name }) => name);
  if (words.length === 1) return subcommandsOf(names, (words[0] ?? '').toUpperCase());
  if (words.length > 1) return [];
  const groups = manual.groups.map((each) => `@${each}`);
  return [...groups, ...names.filter((each) => !each.includes(' '))];
}

function subcommandsOf(names: readonly string[], container: string): string[] {
  const start = `${container} `;
  return names.filter((each) => each.startsWith(start)).map((each) => each.slice(start.length));
}

/** `5 INCR x` repeats: what follows the number is the command. */
function withoutCount(words: readonly string[]): readonly string[] {
  return /^\d+$/.test(words[0] ?? '') ? words.slice(1) : words;
}

/** Who types small letters gets small letters. */
function inCaseOf(typed: string, candidate: string): string {
  return /[a-z]/.test(typed) && !/[A-Z]/.test(typed) ? candidate.toLowerCase() : candidate;
}
