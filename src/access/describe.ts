import { KeyAccess } from './key-access.ts';
import { isScryptHash } from './scrypt-hash.ts';
import type { SelectorRules } from './selector.ts';
import type { User, UserRules } from './user.ts';
import { limitFields } from './user-limits.ts';

/** A user's rules in the words of ACL LIST, without `user <name>`; ACL SETUSER makes the same user of them. */
export function describeUser(user: User): string {
  const { rules } = user;
  const words = [
    ...userFlags(rules),
    ...Array.from(rules.passwords, (hash) => (isScryptHash(hash) ? hash : `#${hash}`)),
    ...Array.from(rules.passwordSources, (source) => `>${source}`),
  ];
  words.push(...aliasWords(rules).map((word) => `alias=${word}`));
  words.push(...limitWords(rules).map(([name, value]) => `${name}=${value}`));
  rules.selectors.forEach((selector, index) => {
    const text = describeSelector(selector);
    words.push(index === 0 ? text : `(${text})`);
  });
  return words.join(' ');
}

/** In Redis's order. */
export function userFlags(rules: Readonly<UserRules>): string[] {
  const flags = [rules.enabled ? 'on' : 'off'];
  if (rules.noPassword) flags.push('nopass');
  flags.push(rules.skipsSanitizing ? 'skip-sanitize-payload' : 'sanitize-payload');
  return flags;
}

type Field = readonly [name: string, value: string];

/**
 * Casemate's own rules by name, only those that are used: a file without them stays loadable by Redis, and everybody else's
 * GETUSER is Redis's.
 */
export function ownFields(rules: Readonly<UserRules>): readonly Field[] {
  const aliases = aliasWords(rules).join(' ');
  return [...(aliases === '' ? [] : [['alias', aliases] as const]), ...limitWords(rules)];
}

function aliasWords({ aliases }: Readonly<UserRules>): readonly string[] {
  return Array.from(aliases, ([alias, name]) => `${alias}:${name}`);
}

function limitWords({ sources, limits }: Readonly<UserRules>): readonly Field[] {
  const from = sources.map((source) => source.text).join(',');
  return [...(from === '' ? [] : [['from', from] as const]), ...limitFields(limits)];
}

function describeSelector(rules: SelectorRules): string {
  const words: string[] = [];
  const keys = describeKeys(rules);
  if (keys !== '') words.push(keys);
  if (!rules.allChannels) words.push('resetchannels');
  const channels = describeChannels(rules);
  if (channels !== '') words.push(channels);
  const databases = describeDatabases(rules);
  if (databases !== '') words.push(databases);
  words.push(describeCommands(rules));
  return words.join(' ');
}

export function describeKeys(rules: SelectorRules): string {
  return rules.allKeys ? '~*' : Array.from(rules.keyPatterns, describeKeyPattern).join(' ');
}

export function describeChannels(rules: SelectorRules): string {
  return rules.allChannels
    ? '&*'
    : Array.from(rules.channels, (pattern) => `&${pattern}`).join(' ');
}

/** Nothing when all databases are allowed. */
export function describeDatabases(rules: SelectorRules): string {
  if (rules.allDatabases) return '';
  const ascending = [...rules.databases].sort((left, right) => left - right);
  return ascending.length === 0 ? 'resetdbs' : `db=${ascending.join(',')}`;
}

export function describeCommands(rules: SelectorRules): string {
  return [rules.beganWithAll ? '+@all' : '-@all', ...rules.commandRules.words()].join(' ');
}

function describeKeyPattern([pattern, access]: readonly [string, number]): string {
  if (access === KeyAccess.read) return `%R~${pattern}`;
  if (access === KeyAccess.write) return `%W~${pattern}`;
  // Redis prints `~*` here too, and then can't load its own file: after `~*` no other pattern may follow.
  return pattern === '*' ? '%RW~*' : `~${pattern}`;
}
