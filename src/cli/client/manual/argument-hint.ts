import { argumentsSyntax, requiredSyntax, valueSyntax } from './argument-syntax.ts';
import type { ArgumentDocs } from './command-manual.ts';

/** How far a part of the description took the words; `rest` is there when they ended inside of it. */
interface Progress {
  readonly at: number;
  readonly rest?: string;
}

/** The words behind a command's name. */
export interface TypedArguments {
  readonly words: readonly string[];
  /** No blank stands behind the last word yet: it may be half of one. */
  readonly lastIsOpen: boolean;
}

/** What may still be written behind these words; empty when nothing may, or when they fit no description. */
export function argumentHint(parameters: readonly ArgumentDocs[], typed: TypedArguments): string {
  const { words, lastIsOpen } = typed;
  const { at, rest } = followAll(parameters, trail(words), 0);
  if (at >= words.length) return rest ?? '';
  const last = (words[at] ?? '').toLowerCase();
  if (!lastIsOpen || at < words.length - 1) return '';
  const isHalfToken = tokensOf(parameters).some((each) => each.toLowerCase().startsWith(last));
  return isHalfToken ? (followAll(parameters, trail(words.slice(0, at)), 0).rest ?? '') : '';
}

/** The words, and which of them end the repetitions of an argument without a token: what may come after it. */
interface Trail {
  readonly words: readonly string[];
  readonly following: readonly ArgumentDocs[];
}

function trail(words: readonly string[]): Trail {
  return { words, following: [] };
}

function followAll(parameters: readonly ArgumentDocs[], outer: Trail, start: number): Progress {
  const { words } = outer;
  let at = start;
  for (let index = 0; index < parameters.length; ) {
    if (at >= words.length) return { at, rest: argumentsSyntax(parameters.slice(index)) };
    const end = Math.max(endOfOptionals(parameters, index), index + 1);
    const part = parameters.slice(index, end);
    const within = { words, following: [...parameters.slice(end), ...outer.following] };
    const progress = part.every(({ isOptional }) => isOptional)
      ? followOptionals(part, within, at)
      : followFirst(part, within, at);
    index = end;
    at = progress.at;
    if (progress.rest !== undefined) {
      return { at, rest: joinSyntax([progress.rest, argumentsSyntax(parameters.slice(index))]) };
    }
  }
  return { at };
}

/** Optional arguments side by side may be written in any order. */
function endOfOptionals(parameters: readonly ArgumentDocs[], start: number): number {
  let end = start;
  while (parameters[end]?.isOptional === true) end++;
  return end;
}

function followOptionals(
  optionals: readonly ArgumentDocs[],
  { words, following }: Trail,
  start: number,
): Progress {
  let open = optionals;
  let at = start;
  while (at < words.length) {
    const word = words[at] ?? '';
    const taken = open.find((each) => begins(each, word)) ?? open.find((each) => !hasToken(each));
    if (taken === undefined) return { at };
    open = open.filter((each) => each !== taken);
    const progress = follow(taken, { words, following: [...open, ...following] }, at);
    at = progress.at;
    if (progress.rest !== undefined) {
      return { at, rest: joinSyntax([progress.rest, argumentsSyntax(open)]) };
    }
  }
  return { at, rest: argumentsSyntax(open) };
}

function followFirst([argument]: readonly ArgumentDocs[], within: Trail, at: number): Progress {
  return argument === undefined ? { at } : follow(argument, within, at);
}

/** Takes the words of one argument, and of its repetitions. */
function follow(argument: ArgumentDocs, within: Trail, start: number): Progress {
  let progress = followOnce(argument, within, start);
  if (!argument.isMultiple) return progress;
  const { words, following } = within;
  const token = argument.repeatsToken ? argument.token : undefined;
  const again = { ...argument, isMultiple: false, isOptional: false, token };
  for (let from = start; ; ) {
    if (progress.rest !== undefined || progress.at >= words.length) {
      const left = [progress.rest ?? '', `[${requiredSyntax(again)} ...]`];
      return { at: progress.at, rest: joinSyntax(left) };
    }
    const word = words[progress.at] ?? '';
    const goesOn = hasToken(again)
      ? begins(again, word)
      : !following.some((each) => begins(each, word));
    if (!goesOn || progress.at === from) return progress;
    from = progress.at;
    progress = followOnce(again, within, from);
  }
}

function followOnce(argument: ArgumentDocs, within: Trail, start: number): Progress {
  const { words } = within;
  let at = start;
  if (argument.token !== undefined) {
    if (!isWord(argument.token, words[at])) return { at };
    at++;
    if (argument.type === 'pure-token') return { at };
    if (at >= words.length) return { at, rest: valueSyntax(argument) };
  }
  if (argument.type === 'block') return followAll(argument.parts, within, at);
  if (argument.type !== 'oneof') return { at: at + 1 };
  const word = words[at] ?? '';
  const chosen =
    argument.parts.find((each) => begins(each, word)) ??
    argument.parts.find((each) => !hasToken(each));
  return chosen === undefined ? { at } : follow(chosen, within, at);
}

/** Whether the word is a token that this argument begins with. */
function begins(argument: ArgumentDocs, word: string): boolean {
  if (argument.token !== undefined) return isWord(argument.token, word);
  if (argument.type === 'oneof') return argument.parts.some((each) => begins(each, word));
  const [first] = argument.type === 'block' ? argument.parts : [];
  return first === undefined ? false : begins(first, word);
}

/** Whether only certain words may stand at the argument's beginning. */
function hasToken(argument: ArgumentDocs): boolean {
  if (argument.token !== undefined) return true;
  if (argument.type === 'oneof') return argument.parts.every(hasToken);
  const [first] = argument.type === 'block' ? argument.parts : [];
  return first === undefined ? false : hasToken(first);
}

function joinSyntax(parts: readonly string[]): string {
  return parts.filter((each) => each !== '').join(' ');
}

function isWord(token: string, word: string | undefined): boolean {
  return token.toLowerCase() === word?.toLowerCase();
}

/** The words that may begin an argument, for completion. */
export function tokensOf(parameters: readonly ArgumentDocs[]): string[] {
  return parameters.flatMap(({ token, parts }) => [
    ...(token === undefined || token === '' ? [] : [token]),
    ...tokensOf(parts),
  ]);
}
