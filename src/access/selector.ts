import type { Arguments } from '../base/arguments.ts';
import { Pattern } from './pattern.ts';

/** A granted key pattern as a rule states it. */
export interface KeyPatternRule {
  /** One character per byte. */
  readonly pattern: string;
  /** Bits of `KeyAccess`. */
  readonly access: number;
}

/** What the rules of one selector add up to. The rule parser changes it; a `Selector` is made of it when it is done. */
export interface SelectorRules {
  allKeys: boolean;
  keyPatterns: KeyPatternRule[];
  allChannels: boolean;
  channels: string[];
  allDatabases: boolean;
  /** Ascending. */
  databases: number[];
  /** Began with `+@all`: what ACL LIST prints first. */
  beganWithAll: boolean;
  /** `+get`, `-@dangerous` …, in the order given, as ACL LIST prints them. */
  commandRules: string[];
  /** A bit for each command of the table, by row id. */
  commandBits: Int32Array;
  /** `+select|0`: first arguments, in lower case, with which a command that is not allowed is. By row id. */
  firstArguments: Map<number, readonly string[]>;
}

/** A selector that may do nothing. */
export function emptySelectorRules(commandCount: number): SelectorRules {
  return {
    allKeys: false,
    keyPatterns: [],
    allChannels: false,
    channels: [],
    allDatabases: true,
    databases: [],
    beganWithAll: false,
    commandRules: [],
    commandBits: new Int32Array((commandCount + 31) >>> 5),
    firstArguments: new Map(),
  };
}

export function copySelectorRules(rules: SelectorRules): SelectorRules {
  return {
    ...rules,
    keyPatterns: [...rules.keyPatterns],
    channels: [...rules.channels],
    databases: [...rules.databases],
    commandRules: [...rules.commandRules],
    commandBits: rules.commandBits.slice(),
    firstArguments: new Map(rules.firstArguments),
  };
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
  readonly #firstArguments: ReadonlyMap<number, readonly string[]>;

  /** `alwaysAllowed`: the bits of commands that anybody may call (AUTH, HELLO, QUIT, RESET). */
  constructor(rules: SelectorRules, alwaysAllowed: Int32Array) {
    this.allKeys = rules.allKeys;
    this.allChannels = rules.allChannels;
    this.allDatabases = rules.allDatabases;
    this.commandBits = rules.commandBits.map((word, i) => word | (alwaysAllowed[i] ?? 0));
    this.#keys = rules.keyPatterns.map(({ pattern, access }) => ({
      pattern: new Pattern(pattern),
      access,
    }));
    this.#channels = rules.channels.map((pattern) => new Pattern(pattern));
    this.#databases = new Set(rules.databases);
    this.#lowDatabases = rules.databases
      .filter((index) => index < LOW_DATABASES)
      .reduce((bits, index) => bits | (1 << index), 0);
    this.#firstArguments = new Map(rules.firstArguments);
  }

  /** Whether the command itself is allowed; `firstWord` is where its first argument would be. */
  allowsCommand(id: number, args: Arguments, firstWord: number): boolean {
    if (((this.commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0) return true;
    if (this.#firstArguments.size === 0 || args.count <= firstWord) return false;
    return (
      this.#firstArguments.get(id)?.some((word) => word === foldedWord(args, firstWord)) === true
    );
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
