import { namesOf, OPTIONS } from './options/options.ts';

const SECRET_NAMES: ReadonlySet<string> = new Set([
  'user',
  ...[...namesOf(OPTIONS).values()]
    .filter(({ option }) => option.secret === true)
    .map(({ name }) => name),
]);

/**
 * A line of configuration fit for a log: what follows a secret directive is left out (attack table, "credential leaks":
 * a password with a space in it would otherwise stand in the error message).
 */
export function redactLine(line: string): string {
  const name = /^["']?([^\s"']*)/.exec(line)?.[1] ?? '';
  const isSecret =
    SECRET_NAMES.has(name.toLowerCase()) || /^sentinel\b.*(?:auth|sentinel)-pass/i.test(line);
  return isSecret ? `${name} (redacted)` : line;
}
