import { fromLatin1 } from '../base/bytes.ts';
import { hashPassword } from './password.ts';
import { toldWeakness, weaknessOf } from './password-policy.ts';
import type { UserRules, WeakPassword } from './user.ts';
import type { RuleContext } from './user-rules.ts';

/** The one password of `default` that `requirepass` or `requirepass-file` gives, or none. */
export class Requirepass {
  /** Where `requirepass-file` says that it is kept; empty without. */
  source = '';
  #hash = '';
  #weak: WeakPassword | undefined;

  /** `place`: where it stands, if in a file. Whether it is good enough for the policy has been asked by then. */
  set(password: string, { crypto, security }: RuleContext, place: string | undefined): void {
    const weakness = password === '' ? undefined : toldWeakness(weaknessOf(password), security);
    this.source = '';
    this.#hash = password === '' ? '' : hashPassword(fromLatin1(password), crypto);
    this.#weak = weakness === undefined ? undefined : { weakness, place };
  }

  keptIn(source: string): void {
    this.source = source;
    this.#hash = '';
    this.#weak = undefined;
  }

  /** Whether it is a password of these rules, and one is needed. */
  isIn({ noPassword, passwords }: Readonly<UserRules>): boolean {
    return !noPassword && passwords.has(this.#hash);
  }

  /** Puts it in place of all passwords. */
  apply(rules: UserRules): void {
    const { source } = this;
    rules.passwords = new Set(this.#hash === '' ? [] : [this.#hash]);
    rules.passwordSources = new Set(source === '' ? [] : [source]);
    rules.weakPasswords = new Map(this.#weak === undefined ? [] : [[this.#hash, this.#weak]]);
    rules.noPassword = this.#hash === '' && source === '';
  }
}
