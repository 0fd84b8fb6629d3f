import { OneAfterAnother } from '../base/one-after-another.ts';
import type { ProtectedAction } from '../settings/security-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { decodeText, encodeText } from './byte-text.ts';
import { type ChangeHook, ChangeRun } from './change-hook.ts';
import { ConfigNames, ConfigSearch } from './config-search.ts';
import { copySettings } from './copy-settings.ts';
import { changeabilityOf, type Option } from './option.ts';
import { namesOf, OPTIONS, type OptionName } from './options/options.ts';
import { type RewrittenUsers, rewriteConfig } from './rewrite-config.ts';

/** A name and a value of CONFIG GET or CONFIG SET. */
export interface ConfigPair {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

/** Who asks for a change, and when. */
export interface ConfigCaller {
  /** Over loopback or the Unix socket: what `local` allows. */
  readonly isLocal: boolean;
  readonly isLoading: boolean;
}

/** Why CONFIG SET changed nothing: an error reply. */
export interface ConfigSetError {
  readonly code: 'ERR' | 'LOADING';
  readonly message: string;
}

/** Undefined: everything is set. A promise: a hook needs the world; the session waits for it with `call.defer`. */
export type SetOutcome = ConfigSetError | undefined | Promise<ConfigSetError | undefined>;

/** Whether a gated action (`enable-debug-command` and its like) is open to this caller. */
export function isActionAllowed(
  action: ProtectedAction,
  caller: Pick<ConfigCaller, 'isLocal'>,
): boolean {
  return action === 'yes' || (action === 'local' && caller.isLocal);
}

/** One pair of CONFIG SET whose name and rights are checked. */
interface Assignment {
  readonly option: Option;
  readonly name: string;
  readonly words: readonly string[];
}

/**
 * The configuration of a running server: CONFIG GET, SET and REWRITE over the settings.
 *
 * A change is first made on a copy of the settings. Hooks look at that copy and may refuse, at once or after a while;
 * only when all agree are the live settings written, so nobody ever sees half a change and a refusal restores nothing.
 */
export class LiveConfig {
  readonly settings: Settings;
  readonly #options: readonly Option[];
  readonly #names: ReadonlyMap<string, OptionName>;
  readonly #searched: ConfigNames;
  readonly #hooks = new Map<string, ChangeHook[]>();
  /** A change may wait for a hook; the next one waits for it, so that each sees the one before. */
  readonly #changes = new OneAfterAnother();

  constructor(settings: Settings, options: readonly Option[] = OPTIONS) {
    this.settings = settings;
    this.#options = options;
    this.#names = namesOf(options);
    this.#searched = new ConfigNames(this.#names);
  }

  /** Registers what must happen, or may object, when one of these directives changes. */
  onChange(names: readonly string[], hook: ChangeHook): void {
    for (const name of names) {
      const { option } = this.#names.get(name) ?? unknownName(name);
      this.#hooks.set(option.name, [...(this.#hooks.get(option.name) ?? []), hook]);
    }
  }

  /** The pairs that the patterns name, each name once. */
  get(patterns: readonly Uint8Array[]): ConfigPair[] {
    const search = this.search();
    for (const pattern of patterns) search.add(pattern);
    return this.found(search);
  }

  /** For many patterns: the caller adds them in slices, then asks for what was `found`. */
  search(): ConfigSearch {
    return new ConfigSearch(this.#searched);
  }

  found(search: ConfigSearch): ConfigPair[] {
    return Array.from(search.found.values(), ({ shown, named }) => ({
      name: shown,
      value: encodeText(named.option.get(this.settings)),
    }));
  }

  /** One value as CONFIG GET prints it; undefined for an unknown name. */
  valueOf(name: string): string | undefined {
    return this.#names.get(name.toLowerCase())?.option.get(this.settings);
  }

  /** Whether the value behind this name must not reach logs, MONITOR or the slow log. */
  isSecret(name: Uint8Array): boolean {
    return this.#names.get(decodeText(name).toLowerCase())?.option.secret === true;
  }

  knows(name: Uint8Array): boolean {
    return this.#names.has(decodeText(name).toLowerCase());
  }

  /** Sets all pairs or none. */
  set(pairs: readonly ConfigPair[], caller: ConfigCaller): SetOutcome {
    return this.#changes.run(() => this.#setNow(pairs, caller));
  }

  /** The configuration file's text with the current values in it. */
  rewrite(text: string, users: RewrittenUsers): string {
    return rewriteConfig({ text, users, settings: this.settings, options: this.#options });
  }

  #setNow(pairs: readonly ConfigPair[], caller: ConfigCaller): SetOutcome {
    const assignments: Assignment[] = [];
    for (const pair of pairs) {
      const checked = this.#check(pair, { ...caller, earlier: assignments });
      if ('code' in checked) return checked;
      assignments.push(checked);
    }
    const next = copySettings(this.settings);
    for (const { option, name, words } of assignments) {
      const complaint = option.set(next, words, 'live');
      if (complaint !== undefined) return failure(name, complaint);
    }
    return this.#run(assignments, next);
  }

  #check(
    { name: nameBytes, value }: ConfigPair,
    { isLocal, isLoading, earlier }: ConfigCaller & { readonly earlier: readonly Assignment[] },
  ): Assignment | ConfigSetError {
    const given = decodeText(nameBytes);
    const named = this.#names.get(given.toLowerCase());
    if (named === undefined) {
      return {
        code: 'ERR',
        message: `Unknown option or number of arguments for CONFIG SET - '${given}'`,
      };
    }
    const { name, option } = named;
    const changeability = changeabilityOf(option);
    if (changeability === 'immutable') return failure(given, "can't set immutable config");
    if (
      changeability === 'protected' &&
      !isActionAllowed(this.settings.security.enableProtectedConfigs, { isLocal })
    ) {
      return failure(given, "can't set protected config");
    }
    if (isLoading && option.deniedWhileLoading === true) {
      return { code: 'LOADING', message: 'Redis is loading the dataset in memory' };
    }
    if (earlier.some((assignment) => assignment.name === name))
      return failure(given, 'duplicate parameter');
    return { option, name, words: wordsOf(option, decodeText(value)) };
  }

  #run(assignments: readonly Assignment[], next: Settings): SetOutcome {
    const changed = assignments.filter(
      ({ option }) => option.volatile === true || option.get(next) !== option.get(this.settings),
    );
    const hooks = new Map<ChangeHook, string>();
    for (const { option, name } of changed) {
      for (const hook of this.#hooks.get(option.name) ?? [])
        if (!hooks.has(hook)) hooks.set(hook, name);
    }
    const change = {
      before: copySettings(this.settings),
      next,
      names: new Set(changed.map(({ option }) => option.name)),
    };
    const write = (): void => {
      for (const { option, words } of assignments) option.set(this.settings, words, 'live');
    };
    return new ChangeRun([...hooks], change, write).start((name, reason) => failure(name, reason));
  }
}

/** CONFIG SET's one value as words: cut at every space, unlike a line of a file. */
function wordsOf(option: Option, value: string): readonly string[] {
  if (!option.multi) return [value];
  return value === '' ? [] : value.split(' ');
}

function failure(name: string, reason: string): ConfigSetError {
  return {
    code: 'ERR',
    message: `CONFIG SET failed (possibly related to argument '${name}') - ${reason}`,
  };
}

function unknownName(name: string): never {
  throw new Error(`No directive is called ${name}`);
}
