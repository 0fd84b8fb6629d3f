import { OwnNames } from '../command/own-names.ts';
import type { CommandRights } from './command-rights.ts';
import type { Weakness } from './password-policy.ts';
import { type ChannelName, copySelectorRules, Selector, type SelectorRules } from './selector.ts';
import { allowsOrigin, type Origin, type SourceRule } from './source-rule.ts';
import { type AuthMethod, NO_LIMITS, type UserLimits } from './user-limits.ts';

/** Why a password is weak, and where it was written. */
export interface WeakPassword {
  readonly weakness: Weakness;
  /** Such as `/etc/redis/users.acl:3`; undefined when a client has set it. */
  readonly place: string | undefined;
}

/** What the rules of a user add up to. The rule parser changes a copy; `User.become` takes it over in one step. */
export interface UserRules {
  enabled: boolean;
  noPassword: boolean;
  /** RESTORE payloads of this user are trusted (`skip-sanitize-payload`). */
  skipsSanitizing: boolean;
  /** SHA-256 in 64 lower-case hex digits, as GETUSER shows them. */
  passwords: Set<string>;
  /** Where further passwords are kept: `file:PATH`, `env:NAME`, `credential:NAME`. */
  passwordSources: Set<string>;
  /** By hash: those of the passwords that `password-policy warn` let pass. */
  weakPasswords: Map<string, WeakPassword>;
  /** The first one is the root: rules outside parentheses. */
  selectors: SelectorRules[];
  /** `from=`; empty: from anywhere. */
  sources: SourceRule[];
  limits: UserLimits;
  /** `alias=`: the commands' own names by what the user calls them, both in lower case. */
  aliases: Map<string, string>;
}

export function copyUserRules(rules: UserRules): UserRules {
  return {
    ...rules,
    passwords: new Set(rules.passwords),
    passwordSources: new Set(rules.passwordSources),
    weakPasswords: new Map(rules.weakPasswords),
    selectors: rules.selectors.map(copySelectorRules),
    sources: [...rules.sources],
    aliases: new Map(rules.aliases),
  };
}

const NOTHING = new Int32Array(0);

/** Verdicts on addresses that a user remembers, so that a request costs a look-up; a bound, since clients choose them. */
const REMEMBERED_ORIGINS_MAX = 1000;

/**
 * An ACL user. Sessions point at it, so it keeps its identity while its rules change. The engine's fast path reads two
 * fields: `user.plain && (user.commandBits[id >>> 5] & (1 << (id & 31))) !== 0` allows the call; everything else is
 * asked of `check`.
 */
export class User {
  /** One character per byte. */
  readonly name: string;
  readonly commandRights: CommandRights;
  /** Counts changes, so that a verdict can be kept until the next one. */
  version = 0;
  /** Only the command's bit needs to be looked at: one selector, all keys, channels and databases, no source rule, no alias, no end. */
  plain = false;
  /** By row id: what the root selector allows. Commands that need no authentication are always in it. */
  commandBits: Int32Array = NOTHING;
  enabled = false;
  noPassword = false;
  skipsSanitizing = false;
  /** Removed by ACL DELUSER or ACL LOAD: what still points at it may do nothing. */
  deleted = false;
  sources: readonly SourceRule[] = [];
  limits: UserLimits = NO_LIMITS;
  selectors: readonly Selector[] = [];
  /** What the user calls commands; undefined: as everybody does. */
  names: OwnNames | undefined;
  #rules: UserRules;
  readonly #origins = new Map<string, boolean>();

  constructor(name: string, rules: UserRules, commandRights: CommandRights) {
    this.name = name;
    this.#rules = rules;
    this.commandRights = commandRights;
    this.become(rules);
  }

  /** A copy to change and hand to `become`. */
  copyRules(): UserRules {
    return copyUserRules(this.#rules);
  }

  get rules(): Readonly<UserRules> {
    return this.#rules;
  }

  /** Takes over all of the rules at once; the caller gives them away. */
  become(rules: UserRules): void {
    const { alwaysAllowed, table } = this.commandRights;
    this.#rules = rules;
    this.enabled = rules.enabled;
    this.noPassword = rules.noPassword;
    this.skipsSanitizing = rules.skipsSanitizing;
    this.sources = rules.sources;
    this.limits = rules.limits;
    this.names = rules.aliases.size === 0 ? undefined : new OwnNames(table, rules.aliases);
    this.selectors = rules.selectors.map((selector) => new Selector(selector, alwaysAllowed));
    this.#origins.clear();
    this.#compileFastPath();
    this.version++;
  }

  /** Takes every right away. */
  delete(): void {
    this.deleted = true;
    this.enabled = false;
    this.selectors = [];
    this.#compileFastPath();
    this.version++;
  }

  /** Whether the user's time is up (`expires=`). */
  hasExpired(nowMs: number): boolean {
    return nowMs >= this.limits.expiresAtMs;
  }

  /** Whether the user may log in that way (`auth=`). */
  allowsMethod(method: AuthMethod): boolean {
    const { authMethods } = this.limits;
    return authMethods.length === 0 || authMethods.includes(method);
  }

  /** Whether the user may act from there. */
  allowsOrigin(origin: Origin): boolean {
    if (this.sources.length === 0) return true;
    const name = origin.kind === 'unix' ? 'unix' : origin.source;
    const known = this.#origins.get(name);
    if (known !== undefined && origin.kind !== 'in-process') return known;
    const allowed = allowsOrigin(this.sources, origin);
    if (this.#origins.size >= REMEMBERED_ORIGINS_MAX) this.#origins.clear();
    if (origin.kind !== 'in-process') this.#origins.set(name, allowed);
    return allowed;
  }

  /** Whether a subscription to this channel or pattern may live: one selector must grant it. */
  allowsChannel(name: ChannelName): boolean {
    return this.selectors.some((selector) => selector.allowsChannel(name));
  }

  /** Whether the user may read this key in that database: one selector must grant it. */
  mayRead(key: Uint8Array, database: number): boolean {
    return this.selectors.some(
      (selector) => selector.allowsDatabase(database) && selector.allowsReading(key),
    );
  }

  /** Whether the user may learn of this key in that database, if only that it is there. */
  mayKnow(key: Uint8Array, database: number): boolean {
    return this.selectors.some(
      (selector) => selector.allowsDatabase(database) && selector.knowsKey(key),
    );
  }

  /** Whether a command, by its row, is allowed at all, with some keys and arguments. */
  mayRun(id: number): boolean {
    return this.selectors.some(
      ({ commandBits }) => ((commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0,
    );
  }

  #compileFastPath(): void {
    const [root] = this.selectors;
    this.commandBits = root === undefined ? NOTHING : root.commandBits;
    this.plain =
      root !== undefined &&
      this.selectors.length === 1 &&
      root.unlimited &&
      this.sources.length === 0 &&
      this.names === undefined &&
      this.limits.expiresAtMs === Infinity;
  }
}
