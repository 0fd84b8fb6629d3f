import { OneAfterAnother } from '../base/one-after-another.ts';
import type { ListenerPolicy } from '../settings/listen-settings.ts';
import { hasSpace } from './ascii.ts';
import { CommandRights } from './command-rights.ts';
import { describeUser } from './describe.ts';
import { type Credentials, judgeLogin, type Login } from './judge-login.ts';
import { admitsUser } from './listener-policy.ts';
import { verifyPassword } from './password.ts';
import { judgePassword, weaknessOf } from './password-policy.ts';
import { Requirepass } from './requirepass.ts';
import { isScryptHash } from './scrypt-hash.ts';
import { type ScryptPlan, scryptPadding, scryptPlan } from './scrypt-plan.ts';
import { SlowHashes } from './slow-hashes.ts';
import type { Origin } from './source-rule.ts';
import { User, type UserRules, type WeakPassword } from './user.ts';
import {
  applyUserRules,
  mergeSelectorWords,
  newUserRules,
  openUserRules,
  type RuleContext,
} from './user-rules.ts';

const DEFAULT = 'default';

/** What happened to a user, for those who hold its connections. */
export interface UserChange {
  readonly user: User;
  readonly kind: 'changed' | 'deleted';
  /** Channels that were granted may be gone: each subscription must be asked of `user.allowsChannel` again. */
  readonly channelsNarrowed: boolean;
}

export const WRONG_PASSWORD = 'WRONGPASS invalid username-password pair or user is disabled.';

/** The users of a server. */
export class Users {
  readonly context: RuleContext;
  /** Whose rights a new connection has; it is logged in from the start when it is on and needs no password. */
  readonly defaultUser: User;
  /** Told after each change; set by the engine, which ends connections. */
  onChange: (changes: readonly UserChange[]) => void = () => undefined;
  /** Told of each weak password that a user gets and `password-policy` only warns of. */
  onWeakPassword: (name: string, weak: WeakPassword) => void = () => undefined;
  /** Asked before a user may log in without a password: a text refuses (attack row "open to the world"). */
  mayOpen: () => string | undefined = () => undefined;
  /** Whether nobody gets in from there without a password: protected mode (attack row "open to the world"). */
  needsPassword: (origin: Origin) => boolean = () => false;
  /** Loads of a file in place of all users: a slow one must not put back whom a later one took away. */
  readonly loads = new OneAfterAnother();
  /** Counts changes of any user. */
  version = 0;
  #savedVersion = 0;
  readonly #byName = new Map<string, User>();
  readonly #commandRights: CommandRights;
  readonly #slowHashes: SlowHashes;
  /** Users with a slow hash: while there is none, no login takes the slow way. */
  #slowUsers = 0;
  /** Made when it is asked for; undefined after a change. */
  #slowPlan: ScryptPlan | undefined;
  readonly #requirepass = new Requirepass();

  /** `processKey`: 32 random bytes, for what is remembered of passwords while the process lives. */
  constructor(context: RuleContext, processKey: Uint8Array, groupOf?: (address: string) => string) {
    this.context = context;
    this.#slowHashes = new SlowHashes(context.crypto, processKey, groupOf);
    this.#commandRights = new CommandRights(context.table);
    this.defaultUser = this.#create(DEFAULT, initialDefault(context));
    this.saved(this.version);
  }

  get(name: string): User | undefined {
    return this.#byName.get(name);
  }

  /** Users differ from what was last loaded or saved. */
  get unsaved(): boolean {
    return this.version !== this.#savedVersion;
  }

  /** Which version of them was last loaded or saved. */
  get savedVersion(): number {
    return this.#savedVersion;
  }

  /** Some have a password that is written where they are saved. */
  get havePasswords(): boolean {
    return this.#allRules().some(({ passwords }) => passwords.size > 0);
  }

  /** The users as they were at this version are in the file. */
  saved(version: number): void {
    this.#savedVersion = version;
  }

  /** In the order of ACL LIST: by the bytes of the name. */
  inOrder(): readonly User[] {
    return [...this.#byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** New connections need no AUTH. */
  get openToAll(): boolean {
    const { defaultUser } = this;
    return defaultUser.enabled && defaultUser.noPassword && defaultUser.allowsMethod('password');
  }

  /** The same of connections through a listener, which may not admit `default`. */
  isOpenThrough(policy: ListenerPolicy | undefined): boolean {
    return this.openToAll && admitsUser(policy, DEFAULT);
  }

  /** The same of one connection, which protected mode may keep out. */
  isOpenTo(origin: Origin): boolean {
    return this.isOpenThrough(origin.policy) && !this.needsPassword(origin);
  }

  /** Somebody beside `default` can log in without a password, as far as protected mode lets him. */
  get hasOtherOpenUser(): boolean {
    return this.inOrder().some((user) => user !== this.defaultUser && isOpen(user.rules));
  }

  /** Others have passwords, and yet whoever doesn't log in may use every key as `default`. */
  get forgetsDefault(): boolean {
    const { defaultUser } = this;
    if (!this.openToAll || !defaultUser.rules.selectors.some(({ allKeys }) => allKeys))
      return false;
    return this.inOrder().some(
      (user) => user !== defaultUser && user.enabled && user.rules.passwords.size > 0,
    );
  }

  /**
   * ACL SETUSER: changes or creates a user, or gives back what is wrong (without `ERR`) and changes nothing.
   * `words` are rules, one character per byte.
   */
  set(name: string, words: readonly string[]): string | undefined {
    const user = this.#byName.get(name);
    const rules = user === undefined ? newUserRules(this.context) : user.copyRules();
    return this.#apply(name, words, { rules, author: 'client' });
  }

  /**
   * A `user` line of a configuration: the user has these rules and no other, `default` too, whose open rules would
   * otherwise shine through. Gives back what is wrong. `place`: where the line stands.
   */
  define(name: string, words: readonly string[], place?: string): string | undefined {
    const rules = newUserRules(this.context);
    return this.#apply(name, words, { rules, author: 'operator', place });
  }

  /** ACL DELUSER: how many there were. `default` can't be deleted; callers refuse it before. */
  delete(names: readonly string[]): number {
    const changes: UserChange[] = [];
    for (const name of names) {
      const user = this.#byName.get(name);
      if (user === undefined || user === this.defaultUser) continue;
      changes.push(this.#remove(user));
    }
    this.#announce(changes);
    return changes.length;
  }

  /**
   * All users at once, as a file gives them: users that are not among them are deleted, `default` starts anew. Gives back
   * why nothing was changed.
   */
  replaceAll(defined: ReadonlyMap<string, UserRules>): string | undefined {
    const all = new Map(defined);
    if (!all.has(DEFAULT)) all.set(DEFAULT, this.#configuredDefault());
    const refusal = [...all.values()].some(isOpen) ? this.mayOpen() : undefined;
    if (refusal !== undefined) return refusal;
    const changes: UserChange[] = [];
    for (const user of this.inOrder()) {
      if (!defined.has(user.name) && user !== this.defaultUser) changes.push(this.#remove(user));
    }
    for (const [name, rules] of all) {
      const user = this.#byName.get(name);
      if (user === undefined) this.#create(name, rules);
      else changes.push(this.#change(user, rules));
    }
    this.#announce(changes);
    this.saved(this.version);
    return undefined;
  }

  /** What the policy has against a password for `requirepass`, in words for whoever sets it. */
  passwordProblem(password: string): string | undefined {
    if (password === '') return undefined;
    return judgePassword(weaknessOf(password), this.context.security);
  }

  /** `requirepass`: the one password of `default`, or none at all. One character per byte, as everywhere here. */
  setDefaultPassword(password: string, place?: string): void {
    this.#requirepass.set(password, this.context, place);
    this.#putRequirepass();
  }

  /** `default` needs a password, and the one of `requirepass` will do: maybe one of several, while they are changed. */
  get takesRequirepass(): boolean {
    return this.#requirepass.isIn(this.defaultUser.rules);
  }

  /** `requirepass-file`: where the one password of `default` is kept. */
  setDefaultSource(source: string): void {
    this.#requirepass.keptIn(source);
    this.#putRequirepass();
  }

  /** Where users have passwords from, with `requirepass-file` even where the ACL file defines `default` itself. */
  sourcesInUse(defined: Iterable<Readonly<UserRules>> = this.#allRules()): Set<string> {
    const sources = new Set([...defined].flatMap(({ passwordSources }) => [...passwordSources]));
    if (this.#requirepass.source !== '') sources.add(this.#requirepass.source);
    return sources;
  }

  #allRules(): readonly Readonly<UserRules>[] {
    return Array.from(this.#byName.values(), ({ rules }) => rules);
  }

  #putRequirepass(): void {
    const rules = this.defaultUser.copyRules();
    this.#requirepass.apply(rules);
    this.#put(DEFAULT, rules);
  }

  /**
   * Checks a login. The same work is done for users that don't exist, are off or come from elsewhere. A promise only
   * where a slow hash has to be computed: the caller defers.
   */
  authenticate(credentials: Credentials): Login | Promise<Login> {
    const user = this.#byName.get(credentials.name);
    const { password } = credentials;
    const slow = this.#slowUsers === 0 ? [] : hashesOf(user, 'slow');
    const matches = this.#isQuick(user, password) || this.#slowHashes.remembers(password, slow);
    const login = this.#judge(user, credentials, matches);
    // A right password of a user who may not log in must not be refused sooner than a wrong one.
    if (login.user !== undefined || this.#slowUsers === 0) return login;
    return this.#verifySlowly({ ...credentials, password: password.slice() }, slow);
  }

  /** The user may have changed while the hash was computed: it is asked for again, and so are its hashes. */
  async #verifySlowly(credentials: Credentials, hashes: readonly string[]): Promise<Login> {
    const { origin, password, isAlive = () => true } = credentials;
    this.#slowPlan ??= scryptPlan(
      Array.from(this.#byName.values(), (each) => hashesOf(each, 'slow')),
    );
    const padding = scryptPadding(this.#slowPlan, hashes);
    await this.#slowHashes.verify(password, { hashes, padding, asker: { origin, isAlive } });
    const user = this.#byName.get(credentials.name);
    const known = this.#slowHashes.remembers(password, hashesOf(user, 'slow'));
    return this.#judge(user, credentials, known || this.#isQuick(user, password));
  }

  #judge(user: User | undefined, credentials: Credentials, matches: boolean): Login {
    const needsPassword = this.needsPassword(credentials.origin);
    return judgeLogin(user, credentials, { matches, needsPassword });
  }

  #isQuick(user: User | undefined, password: Uint8Array): boolean {
    const hashes = [...hashesOf(user, 'quick'), ...this.#hashesFromSources(user)];
    return verifyPassword(password, hashes, this.context.crypto);
  }

  #hashesFromSources(user: User | undefined): readonly string[] {
    const { passwordSources } = this.context;
    if (user === undefined || passwordSources === undefined) return [];
    const names = user.rules.passwordSources;
    return names.size === 0 ? [] : [...names].flatMap((name) => passwordSources.hashesOf(name));
  }

  /** The lines of ACL LIST. */
  lines(): readonly string[] {
    return this.inOrder().map((user) => `user ${user.name} ${describeUser(user)}`);
  }

  /**
   * `default` where a file doesn't define it. Redis opens it to everybody then, requirepass or not (security.md, guide
   * error 1); here requirepass is its password, and in the secure mode it is off.
   */
  #configuredDefault(): UserRules {
    if (this.context.security.missingDefault === 'off') return newUserRules(this.context);
    const rules = openUserRules(this.context);
    this.#requirepass.apply(rules);
    return rules;
  }

  /** Puts a user whose rules are those in `rules` and then the words. */
  #apply(
    name: string,
    words: readonly string[],
    { rules, ...from }: Pick<RuleContext, 'author' | 'place'> & { readonly rules: UserRules },
  ): string | undefined {
    if (hasSpace(name)) return "Usernames can't contain spaces or null characters";
    const merged = mergeSelectorWords(words);
    if ('unmatched' in merged) {
      return `Unmatched parenthesis in acl selector starting at '${merged.unmatched}'.`;
    }
    const failure = applyUserRules(rules, merged.words, { ...this.context, ...from });
    if (failure !== undefined) {
      // Redis repeats the rule, and never has anything against a new password.
      const shown = failure.rule.startsWith('>') ? '>(hidden)' : failure.rule;
      return `Error in ACL SETUSER modifier '${shown}': ${failure.problem}`;
    }
    return this.#put(name, rules);
  }

  /** Takes the rules over, unless they would open the server: then the text says so. */
  #put(name: string, rules: UserRules): string | undefined {
    const refusal = isOpen(rules) ? this.mayOpen() : undefined;
    if (refusal !== undefined) return refusal;
    const user = this.#byName.get(name);
    if (user === undefined) this.#create(name, rules);
    else this.#announce([this.#change(user, rules)]);
    return undefined;
  }

  #create(name: string, rules: UserRules): User {
    const user = new User(name, rules, this.#commandRights);
    this.#countSlow(countSlow(rules));
    this.version++;
    this.#byName.set(name, user);
    for (const weak of rules.weakPasswords.values()) this.onWeakPassword(name, weak);
    return user;
  }

  #change(user: User, rules: UserRules): UserChange {
    const channelsNarrowed = narrowsChannels(user.rules, rules);
    for (const [hash, weak] of rules.weakPasswords)
      if (!user.rules.passwords.has(hash)) this.onWeakPassword(user.name, weak);
    this.#countSlow(countSlow(rules) - countSlow(user.rules));
    user.become(rules);
    this.version++;
    return { user, kind: 'changed', channelsNarrowed };
  }

  #remove(user: User): UserChange {
    this.#byName.delete(user.name);
    this.#countSlow(-countSlow(user.rules));
    user.delete();
    this.version++;
    return { user, kind: 'deleted', channelsNarrowed: true };
  }

  #countSlow(more: number): void {
    this.#slowUsers += more;
    this.#slowPlan = undefined;
  }

  #announce(changes: readonly UserChange[]): void {
    if (changes.length > 0) this.onChange(changes);
  }
}

function initialDefault(context: RuleContext): UserRules {
  const isOff = context.security.missingDefault === 'off';
  return isOff ? newUserRules(context) : openUserRules(context);
}

function isOpen({ enabled, noPassword }: UserRules): boolean {
  return enabled && noPassword;
}

/** By the patterns' text, as Redis decides it: whether a pattern covers another is never reasoned about. */
function narrowsChannels(before: Readonly<UserRules>, after: Readonly<UserRules>): boolean {
  if (after.selectors.some((selector) => selector.allChannels)) return false;
  if (before.selectors.some((selector) => selector.allChannels)) return true;
  const kept = new Set(after.selectors.flatMap((selector) => [...selector.channels]));
  return before.selectors.some((selector) =>
    [...selector.channels].some((pattern) => !kept.has(pattern)),
  );
}

function hashesOf(user: User | undefined, speed: 'quick' | 'slow'): string[] {
  const wanted = speed === 'slow';
  return [...(user?.rules.passwords ?? [])].filter((hash) => isScryptHash(hash) === wanted);
}

function countSlow({ passwords }: Readonly<UserRules>): number {
  for (const hash of passwords) if (isScryptHash(hash)) return 1;
  return 0;
}
