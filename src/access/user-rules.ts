import { assert } from '../base/assert.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { splitQuotedWords } from '../base/quoted-words.ts';
import type { CommandTable } from '../command/table.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { SecuritySettings } from '../settings/security-settings.ts';
import { addAlias } from './alias-rules.ts';
import { asciiLower } from './ascii.ts';
import { hashPassword, isPasswordHash } from './password.ts';
import {
  isPublishedHash,
  judgePassword,
  toldWeakness,
  type Weakness,
  weaknessOf,
} from './password-policy.ts';
import { namesPasswordSource, parsePasswordSource } from './password-source.ts';
import type { PasswordSources } from './password-sources.ts';
import { type RuleFailure, RuleProblem } from './rule-problem.ts';
import { isScryptHash } from './scrypt-hash.ts';
import { emptySelectorRules, type SelectorRules } from './selector.ts';
import { applySelectorRule } from './selector-rules.ts';
import { parseSourceRule } from './source-rule.ts';
import type { UserRules } from './user.ts';
import { applyLimitRule, NO_LIMITS } from './user-limits.ts';

/** What the rule language refers to. */
export interface RuleContext {
  readonly table: CommandTable;
  readonly crypto: Crypto;
  readonly security: SecuritySettings;
  /** What holds the passwords that rules only name; without it no rule may name one. */
  readonly passwordSources?: PasswordSources;
  /** Whose rules these are: only the operator's files may name files, variables and credentials. */
  readonly author?: 'operator' | 'client';
  /** Where the rules stand, `path:line`, if they stand in a file. */
  readonly place?: string | undefined;
}

/** A user as ACL SETUSER makes it before the first rule: off, without a password, without any right. */
export function newUserRules(context: RuleContext): UserRules {
  return {
    enabled: false,
    noPassword: false,
    skipsSanitizing: false,
    passwords: new Set(),
    passwordSources: new Set(),
    weakPasswords: new Map(),
    selectors: [newSelectorRules(context)],
    sources: [],
    limits: NO_LIMITS,
    aliases: new Map(),
  };
}

/** The user `default` of a server without any configuration: everything, without a password. */
export function openUserRules(context: RuleContext): UserRules {
  const rules = newUserRules(context);
  applyUserRules(rules, ['+@all', '~*', '&*', 'on', 'nopass'], context);
  return rules;
}

function newSelectorRules({ table, security }: RuleContext): SelectorRules {
  const rules = emptySelectorRules(table.rows.length);
  rules.allChannels = security.aclPubsubDefault === 'allchannels';
  return rules;
}

/** Applies rules in order and stops at the first that is wrong; what was applied by then must be thrown away. */
export function applyUserRules(
  rules: UserRules,
  words: readonly string[],
  context: RuleContext,
): RuleFailure | undefined {
  for (const rule of words) {
    const problem = applyUserRule(rules, rule, context);
    if (problem !== undefined) return { rule, problem };
  }
  return undefined;
}

/** Applies one rule. An empty one does nothing. */
export function applyUserRule(
  rules: UserRules,
  rule: string,
  context: RuleContext,
): RuleProblem | undefined {
  if (rule === '') return undefined;
  const word = asciiLower(rule);
  const plain = PLAIN_RULES.get(word);
  if (plain !== undefined) {
    plain(rules, context);
    return undefined;
  }
  if (word.startsWith('from=')) return setSources(rules, rule.slice(5));
  if (word.startsWith('alias=')) return addAlias(rules.aliases, word.slice(6), context.table);
  const limits = applyLimitRule(rules.limits, word);
  if (typeof limits === 'string') return limits;
  if (limits !== undefined) {
    rules.limits = limits;
    return undefined;
  }
  switch (rule[0]) {
    case '$':
      return isScryptHash(rule) ? addPassword(rules, rule) : RuleProblem.badScrypt;
    case '>':
      if (namesPasswordSource(rule.slice(1))) return addSource(rules, rule.slice(1), context);
      return addJudged(rules, hashPassword(fromLatin1(rule.slice(1)), context.crypto), {
        ...context,
        weakness: weaknessOf(rule.slice(1)),
      });
    case '#':
      return addHash(rules, rule.slice(1), context);
    case '<':
      if (rules.passwordSources.delete(rule.slice(1))) return undefined;
      return removePassword(rules, hashPassword(fromLatin1(rule.slice(1)), context.crypto));
    case '!':
      return isPasswordHash(rule.slice(1)) || isScryptHash(rule.slice(1))
        ? removePassword(rules, rule.slice(1))
        : RuleProblem.badHash;
    case '(':
      if (rule.endsWith(')')) return addSelector(rules, rule.slice(1, -1), context);
      return RuleProblem.syntax;
    default:
      return applySelectorRule(rootSelector(rules), rule, context.table);
  }
}

const PLAIN_RULES = new Map<string, (rules: UserRules, context: RuleContext) => void>([
  ['on', (rules) => void (rules.enabled = true)],
  ['off', (rules) => void (rules.enabled = false)],
  ['skip-sanitize-payload', (rules) => void (rules.skipsSanitizing = true)],
  ['sanitize-payload', (rules) => void (rules.skipsSanitizing = false)],
  [
    'nopass',
    (rules) => {
      rules.noPassword = true;
      clearPasswords(rules);
    },
  ],
  [
    'resetpass',
    (rules) => {
      rules.noPassword = false;
      clearPasswords(rules);
    },
  ],
  [
    'resetaliases',
    (rules) => {
      rules.aliases.clear();
    },
  ],
  ['clearselectors', (rules) => void (rules.selectors = [rootSelector(rules)])],
  ['reset', (rules, context) => void Object.assign(rules, newUserRules(context))],
]);

function rootSelector(rules: UserRules): SelectorRules {
  const [root] = rules.selectors;
  assert(root !== undefined, 'a user has a root selector');
  return root;
}

/** Each takes a third of a second to check, and every refusal of a login as long as the user with most of them. */
const SCRYPT_MAX = 4;

function countScrypt({ passwords }: UserRules): number {
  let count = 0;
  for (const hash of passwords) if (isScryptHash(hash)) count++;
  return count;
}

function clearPasswords({ passwords, passwordSources, weakPasswords }: UserRules): void {
  passwords.clear();
  weakPasswords.clear();
  passwordSources.clear();
}

/** A client that could name files would learn which exist, and test what they hold by logging in. */
function addSource(
  rules: UserRules,
  source: string,
  { author, passwordSources }: RuleContext,
): RuleProblem | undefined {
  if (author !== 'operator' || passwordSources === undefined) return RuleProblem.sourceOfClient;
  if (parsePasswordSource(source) === undefined) return RuleProblem.badSourceName;
  rules.passwordSources.add(source);
  rules.noPassword = false;
  return undefined;
}

function addPassword(rules: UserRules, hash: string): RuleProblem | undefined {
  if (isScryptHash(hash) && countScrypt(rules) >= SCRYPT_MAX && !rules.passwords.has(hash))
    return RuleProblem.tooManyScrypt;
  rules.passwords.add(hash);
  rules.noPassword = false;
  return undefined;
}

function addHash(rules: UserRules, hash: string, context: RuleContext): RuleProblem | undefined {
  if (!isPasswordHash(hash)) return RuleProblem.badHash;
  const weakness = isPublishedHash(hash, context.crypto) ? 'published' : undefined;
  return addJudged(rules, hash, { ...context, weakness });
}

/** A password that the policy doesn't refuse; what it wants to be told of is kept beside it. */
function addJudged(
  rules: UserRules,
  hash: string,
  { security, place, weakness }: RuleContext & { readonly weakness: Weakness | undefined },
): RuleProblem | undefined {
  const problem = judgePassword(weakness, security) ?? addPassword(rules, hash);
  const told = toldWeakness(weakness, security);
  if (problem === undefined && told !== undefined)
    rules.weakPasswords.set(hash, { weakness: told, place });
  return problem;
}

function removePassword(rules: UserRules, hash: string): RuleProblem | undefined {
  rules.weakPasswords.delete(hash);
  return rules.passwords.delete(hash) ? undefined : RuleProblem.noSuchPassword;
}

function setSources(rules: UserRules, list: string): RuleProblem | undefined {
  if (asciiLower(list) === 'any') {
    rules.sources = [];
    return undefined;
  }
  const sources = list.split(',').map((text) => parseSourceRule(asciiLower(text)));
  if (sources.includes(undefined)) return RuleProblem.badSource;
  rules.sources = sources.filter((source) => source !== undefined);
  return undefined;
}

function addSelector(
  rules: UserRules,
  text: string,
  context: RuleContext,
): RuleProblem | undefined {
  const words = splitQuotedWords(fromLatin1(text));
  // Redis takes unbalanced quotes for a selector without rules.
  if (words === undefined) return RuleProblem.syntax;
  const selector = newSelectorRules(context);
  for (const word of words) {
    const problem = applySelectorRule(selector, toLatin1(word), context.table);
    if (problem !== undefined) return problem;
  }
  rules.selectors.push(selector);
  return undefined;
}

/** The words with each selector in one piece, or the word with the parenthesis that is never closed. */
export function mergeSelectorWords(
  words: readonly string[],
): { readonly words: readonly string[] } | { readonly unmatched: string } {
  const merged: string[] = [];
  let open: { readonly first: string; text: string } | undefined;
  for (const word of words) {
    if (open !== undefined) {
      open.text += ` ${word}`;
    } else if (word.startsWith('(')) {
      open = { first: word, text: word };
    } else {
      merged.push(word);
      continue;
    }
    if (!word.endsWith(')')) continue;
    merged.push(open.text);
    open = undefined;
  }
  return open === undefined ? { words: merged } : { unmatched: open.first };
}
