import type { Arguments } from '../base/arguments.ts';
import { CommandRuleList } from './command-rules.ts';
import { KeyAccess } from './key-access.ts';
import { Pattern } from './pattern.ts';

/**
 * What the rules of one selector add up to. The rule parser changes it; a `Selector` is made of it when it is done.
 * Sets and maps keep the order of the rules, and another rule costs the same however many there are.
 */
export interface SelectorRules {
  allKeys: boolean;
  /** Bits of `KeyAccess` by the pattern, which has one character per byte. */
  keyPatterns: Map<string, number>;
  allChannels: boolean;
  channels: Set<string>;
  allDatabases: boolean;
  databases: Set<number>;
  /** Began with `+@all`: what ACL LIST prints first. */
  beganWithAll: boolean;
  commandRules: CommandRuleList;
  /** A bit for each command of the table, by row id. */
  commandBits: Int32Array;
  /** `+select|0`: first arguments, in lower case, with which a command that is not allowed is. By row id. */
  firstArguments: Map<number, Set<string>>;
}

/** A selector that may do nothing. */
export function emptySelectorRules(commandCount: number): SelectorRules {
  return {
    allKeys: false,
    keyPatterns: new Map(),
    allChannels: false,
    channels: new Set(),
    allDatabases: true,
    databases: new Set(),
    beganWithAll: false,
    commandRules: new CommandRuleList(),
    commandBits: new Int32Array((commandCount + 31) >>> 5),
    firstArguments: new Map(),
  };
}

export function copySelectorRules(rules: SelectorRules): SelectorRules {
  return {
    ...rules,
    keyPatterns: new Map(rules.keyPatterns),
    channels: new Set(rules.channels),
    databases: new Set(rules.databases),
    commandRules: rules.commandRules.copy(),
    commandBits: rules.commandBits.slice(),
    firstArguments: copyOf(rules.firstArguments),
  };
}

function copyOf(words: ReadonlyMap<number, ReadonlySet<string>>): Map<number, Set<string>> {
  return new Map(Array.from(words, ([id, set]) => [id, new Set(set)]));
}

const LOW_DATABASES = 32;

interface KeyPattern {
  readonly pattern: Pattern;
  readonly access: number;
}

/** The compiled form of one selector: what each request is judged by. Never changes. */
export class Selector {
  readonly allKeys: boolean;
  readonly allChannels: boolean;
  readonly allDatabases: boolean;
  /** By row id; commands that need no authentication are in it, whatever the rules say. */
  readonly commandBits: Int32Array;
  readonly #keys: readonly KeyPattern[];
  readonly #channels: readonly Pattern[];
  /** Bits of the databases below 32, which are nearly all there ever are. */
  readonly #lowDatabases: number;
  readonly #databases: ReadonlySet<number>;
  readonly #firstArguments: ReadonlyMap<number, ReadonlySet<string>>;

  /** `alwaysAllowed`: the bits of commands that anybody may call (AUTH, HELLO, QUIT, RESET). */
  constructor(rules: SelectorRules, alwaysAllowed: Int32Array) {
    this.allKeys = rules.allKeys;
    this.allChannels = rules.allChannels;
    this.allDatabases = rules.allDatabases;
    this.commandBits = rules.commandBits.map((word, i) => word | (alwaysAllowed[i] ?? 0));
    this.#keys = Array.from(rules.keyPatterns, ([pattern, access]) => ({
      pattern: new Pattern(pattern),
      access,
    }));
    this.#channels = Array.from(rules.channels, (pattern) => new Pattern(pattern));
    this.#databases = new Set(rules.databases);
    this.#lowDatabases = [...rules.databases]
      .filter((index) => index < LOW_DATABASES)
      .reduce((bits, index) => bits | (1 << index), 0);
    this.#firstArguments = copyOf(rules.firstArguments);
  }

  /** Whether the command itself is allowed; `firstWord` is where its first argument would be. */
  allowsCommand(id: number, args: Arguments, firstWord: number): boolean {
    if (((this.commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0) return true;
    if (this.#firstArguments.size === 0 || args.count <= firstWord) return false;
    return this.#firstArguments.get(id)?.has(foldedWord(args, firstWord)) === true;
  }

  /** Whether one pattern covers the key with all of the rights in `needed`. */
  allowsKey(args: Arguments, word: number, needed: number): boolean {
    if (this.allKeys) return true;
    const start = args.start(word);
    const length = args.length(word);
    for (const { pattern, access } of this.#keys) {
      if ((access & needed) === needed && pattern.matches(args.u8, start, length)) return true;
    }
    return false;
  }

  /** Whether the key with this name may be read. */
  allowsReading(key: Uint8Array): boolean {
    if (this.allKeys) return true;
    return this.#keys.some(
      ({ pattern, access }) =>
        (access & KeyAccess.read) !== 0 && pattern.matches(key, 0, key.length),
    );
  }

  /** Whether anything at all may be done with the key of this name. */
  knowsKey(key: Uint8Array): boolean {
    return this.allKeys || this.#keys.some(({ pattern }) => pattern.matches(key, 0, key.length));
  }

  /** Whether every key there can be is granted with all of `needed`: what SORT's BY and GET ask. */
  allowsEveryKey(needed: number): boolean {
    if (this.allKeys) return true;
    return this.#keys.some(
      ({ pattern, access }) => pattern.text === '*' && (access & needed) === needed,
    );
  }

  allowsChannel(name: ChannelName): boolean {
    if (this.allChannels) return true;
    const { u8, start, length } = name;
    return this.#channels.some((granted) =>
      name.kind === 'pattern' ? granted.is(u8, start, length) : granted.matches(u8, start, length),
    );
  }

  allowsDatabase(index: number): boolean {
    if (this.allDatabases) return true;
    if (index >= 0 && index < LOW_DATABASES) return (this.#lowDatabases & (1 << index)) !== 0;
    return this.#databases.has(index);
  }

  /** Rights enough that only the command's bit needs to be looked at. */
  get unlimited(): boolean {
    return this.allKeys && this.allChannels && this.allDatabases;
  }
}

/** A channel, or a pattern as PSUBSCRIBE names it: that one must have been granted letter by letter. */
export interface ChannelName {
  readonly u8: Uint8Array;
  readonly start: number;
  readonly length: number;
  readonly kind: 'channel' | 'pattern';
}

function foldedWord(args: Arguments, word: number): string {
  return args.latin1(word).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
