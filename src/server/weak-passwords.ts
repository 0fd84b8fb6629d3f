import { WEAKNESS_TEXTS } from '../access/password-policy.ts';
import type { WeakPassword } from '../access/user.ts';
import type { Users } from '../access/users.ts';
import type { Finding } from '../config/finding.ts';
import type { LogSink } from '../ports/log.ts';
import type { SecuritySettings } from '../settings/security-settings.ts';

/** INFO is read by machines again and again: more users than these are counted only. */
const USERS_TOLD_MAX = 20;
/** Whoever may call INFO must not learn whose password to guess. */
const WITHOUT_NAMES =
  'A user has a weak password; the log, and INFO for who may call ACL GETUSER, say who (password-policy).';

/** What the log and INFO say of passwords that `password-policy warn` let pass: whose, and where they stand. */
export function weakPasswordFindings(
  users: Users,
  { passwordPolicy }: Pick<SecuritySettings, 'passwordPolicy'>,
): readonly Finding[] {
  if (passwordPolicy !== 'warn') return [];
  const weak = users.inOrder().flatMap(({ name, rules }) => {
    const [first] = [...rules.weakPasswords.values(), ...weakSources(users, rules.passwordSources)];
    return first === undefined ? [] : [{ name, first }];
  });
  const told = weak.slice(0, USERS_TOLD_MAX).map(({ name, first }) => finding(name, first));
  const more = weak.length - told.length;
  if (more === 0) return told;
  return [...told, warning(`${more} more users have weak passwords (password-policy).`)];
}

/** Writes what users get from now on into the log. */
export function logWeakPasswords(users: Users, log: LogSink): void {
  const { passwordSources } = users.context;
  users.onWeakPassword = (name, weak) => {
    log.line('warning', `WARNING: ${finding(name, weak).message}`);
  };
  if (passwordSources === undefined) return;
  passwordSources.onWeakPassword = (source) => {
    const [weak] = weakSources(users, [source]);
    for (const { name, rules } of users.inOrder())
      if (weak !== undefined && rules.passwordSources.has(source))
        log.line('warning', `WARNING: ${finding(name, weak).message}`);
  };
}

function weakSources(users: Users, sources: Iterable<string>): readonly WeakPassword[] {
  return [...sources].flatMap((place) => {
    const weakness = users.context.passwordSources?.weaknessOf(place);
    return weakness === undefined ? [] : [{ weakness, place }];
  });
}

function finding(name: string, { weakness, place }: WeakPassword): Finding {
  const where = place === undefined ? '' : ` (${place})`;
  return {
    ...warning(
      `A password of user '${name}'${where} ${WEAKNESS_TEXTS[weakness]} (password-policy).`,
    ),
    withoutNames: WITHOUT_NAMES,
  };
}

function warning(message: string): Finding {
  return { id: 'weak-password', severity: 'warn', message, fix: 'ACL GENPASS' };
}
