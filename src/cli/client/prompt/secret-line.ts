import { fromUtf8, toUtf8 } from '../../../base/bytes.ts';
import { splitQuotedWords } from '../../../base/quoted-words.ts';

/** Words behind which a password may stand, wherever they are in a line: AUTH, HELLO 3 AUTH, MIGRATE AUTH2, ACL SETUSER. */
const TELLING_WORDS = new Set(['auth', 'auth2', 'setuser', 'dryrun', 'loadex']);

/** Commands that set options by name; some options are secrets. */
const SETTING_COMMANDS = new Set(['config', 'sentinel', 'acl', 'module', 'debug', 'cluster']);
const SECRET_NAME = /pass|auth|secret|credential|token|private|key-file|(?:master|primary)user/;

/** `requirepass hunter2` without its CONFIG SET is an error of the server's, but a secret all the same. */
const SECRET_DIRECTIVE = /^(?:requirepass|masterauth|primaryauth|user|auth-pass|sentinel-pass)$/;

/** Anywhere in a line, with a word behind it: its command may be misspelled. */
const SECRET_OPTION =
  /^(?:requirepass|masterauth|primaryauth|-a|[a-z-]*-(?:pass|password|secret|token))$/;

/** A rule of ACL SETUSER that holds a password or its hash, and a URL with a password. */
const SECRET_WORD = /^[<>].|^[#!][\da-f]{64}$|:\/\/.*:.*@/;

const AUTH = 'auth';

/**
 * Whether a line may hold a secret, and so must not be kept anywhere. It rather keeps too little: a false alarm costs
 * a line of history, a miss leaves a password on disk. Values of ordinary keys can't be told apart.
 */
export function isSecretLine(line: string): boolean {
  const words = splitQuotedWords(fromUtf8(line));
  if (words !== undefined) return holdsSecret(words.map(toUtf8));
  // Quotes that don't close: the line is refused, and typed again; it is read in every way it may have been meant.
  const plain = line
    .replaceAll(/\\x([\da-f]{2})/gi, (_, digits: string) =>
      String.fromCharCode(parseInt(digits, 16)),
    )
    .replaceAll('\\', '');
  return ['', ' '].some((gap) => holdsSecret(plain.replaceAll(/["']/g, gap).trim().split(/\s+/)));
}

function holdsSecret(written: readonly string[]): boolean {
  const [first = '', ...rest] = written.map((word) => word.toLowerCase());
  if (first === 'help' || first === '?') return false;
  const words = /^[-+]?\d+$/.test(first) ? rest : [first, ...rest];
  const [name = ''] = words;
  if (words.some((word) => TELLING_WORDS.has(word))) return true;
  if (words.some((word) => SECRET_WORD.test(word))) return true;
  if (words.slice(0, -1).some((word) => SECRET_OPTION.test(word) || isNearlyAuth(word)))
    return true;
  if (SECRET_DIRECTIVE.test(name) || isNearlyAuth(name)) return true;
  return SETTING_COMMANDS.has(name) && words.slice(1).some((word) => SECRET_NAME.test(word));
}

/** AUTH with one slip of the finger: the server knows no such command, but the password behind it is the right one. */
function isNearlyAuth(word: string): boolean {
  if (Math.abs(word.length - AUTH.length) > 1) return false;
  if (word.length === AUTH.length) {
    if (sorted(word) === sorted(AUTH)) return true;
    return Array.from(word).filter((letter, index) => letter !== AUTH[index]).length === 1;
  }
  const [short, long] = word.length < AUTH.length ? [word, AUTH] : [AUTH, word];
  return Array.from(long).some(
    (_, index) => long.slice(0, index) + long.slice(index + 1) === short,
  );
}

function sorted(word: string): string {
  return Array.from(word).sort().join('');
}
