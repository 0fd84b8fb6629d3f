import { fromLatin1 } from '../base/bytes.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { SecuritySettings } from '../settings/security-settings.ts';
import { hashPassword } from './password.ts';
import { RuleProblem } from './rule-problem.ts';

/**
 * Passwords that everybody knows: examples of guides and manuals, defaults of images, and what people choose first. In
 * lower case; each also stands for itself with a digit or an exclamation mark after it.
 */
const PUBLISHED: readonly string[] = `
  foobared yourstrongpassword your_strong_password your_redis_password supersecretpass supersecretpassword
  mastersecret123 slavesecret456 digital-ocean strongpassword strong_password mypassword mysecretpassword redispassword
  redis-password redis_password str0ngpassword strong-password changemechangeme changemeplease change-me-please
  passwordpassword password1234 password12345 password123456 administrator adminpassword adminadminadmin
  123456789012 1234567890123 12345678901234 qwertyuiop123 qwertyuiopasdf qwerty123456 iloveyou1234 letmeinletmein
  correcthorsebatterystaple admin_password readonly_password limited_password app_password
`
  .trim()
  .split(/\s+/);

/** `echo "digital-ocean" | sha256sum` and `| sha1sum`, with the newline that echo adds, as a guide prints them for passwords. */
const PUBLISHED_EXACTLY: readonly string[] = [
  '960c3dac4fa81b4204779fd16ad7c954f95942876b9c4fb1a255667a9dbe389d',
  '10d9a99851a411cdae8c3fa09d7290df192441a9',
];

/** As the guides spell them: hashes know no lower case. */
const AS_PUBLISHED = ['YourStrongPassword', 'SuperSecretPass', 'MasterSecret123', 'SlaveSecret456'];

/** A password that people choose is guessed by machines below this length (NIST SP 800-63B asks for 8, OWASP for 12 with no second factor). */
const PASSWORD_LENGTH_MIN = 12;
const DISTINCT_MIN = 5;

/** What makes a password weak. */
export type Weakness = 'published' | 'short' | 'repetitive';

/** What is said of a password that the policy only warns of. */
export const WEAKNESS_TEXTS: Readonly<Record<Weakness, string>> = {
  published: 'has been published by guides and manuals',
  short: `has less than ${PASSWORD_LENGTH_MIN} characters`,
  repetitive: `repeats fewer than ${DISTINCT_MIN} different characters`,
};

type Policy = Pick<SecuritySettings, 'passwordPolicy'>;

/** What the policy has against a weakness. */
export function judgePassword(
  weakness: Weakness | undefined,
  { passwordPolicy }: Policy,
): RuleProblem | undefined {
  return weakness !== undefined && passwordPolicy === 'refuse'
    ? REFUSED_WEAKNESS[weakness]
    : undefined;
}

/** The weakness that the policy wants to be told of. */
export function toldWeakness(
  weakness: Weakness | undefined,
  { passwordPolicy }: Policy,
): Weakness | undefined {
  return passwordPolicy === 'warn' ? weakness : undefined;
}

/** What whoever sets a weak password is told. */
export const REFUSED_WEAKNESS: Readonly<Record<Weakness, RuleProblem>> = {
  published: RuleProblem.publishedPassword,
  short: RuleProblem.shortPassword,
  repetitive: RuleProblem.repetitivePassword,
};

/** What is wrong with a password that somebody chose; undefined when nothing is. One character per byte. */
export function weaknessOf(password: string): Weakness | undefined {
  if (isPublished(password)) return 'published';
  if (password.length < PASSWORD_LENGTH_MIN) return 'short';
  return new Set(password).size < DISTINCT_MIN ? 'repetitive' : undefined;
}

/** The hashes of published passwords, made when the first one is asked about. */
const publishedHashes = new Set<string>();

/** Whether a hash is that of a published password, so that `#hash` is no way around the policy. */
export function isPublishedHash(hash: string, crypto: Crypto): boolean {
  if (publishedHashes.size === 0) {
    for (const password of [...PUBLISHED, ...PUBLISHED_EXACTLY, ...AS_PUBLISHED]) {
      publishedHashes.add(hashPassword(fromLatin1(password), crypto));
    }
  }
  return publishedHashes.has(hash);
}

function isPublished(password: string): boolean {
  const bare = password.toLowerCase().replace(/[0-9!]$/, '');
  return (
    PUBLISHED.includes(password.toLowerCase()) ||
    PUBLISHED.includes(bare) ||
    PUBLISHED_EXACTLY.includes(password)
  );
}
