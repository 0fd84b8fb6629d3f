import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Disk } from '../ports/disk.ts';
import type { Outcome } from '../ports/failure.ts';
import type { LogSink } from '../ports/log.ts';
import { hasSpace } from './ascii.ts';
import type { PasswordReading } from './password-sources.ts';
import { RuleProblem } from './rule-problem.ts';
import type { UserRules } from './user.ts';
import { applyUserRule, mergeSelectorWords, newUserRules, type RuleContext } from './user-rules.ts';
import type { Users } from './users.ts';

/** The file holds password hashes. */
const MODE = 0o600;
const WRITABLE_BY_OTHERS = 0o002;
const UNCHANGED =
  'WARNING: ACL errors detected, no change to the previously active ACL rules was performed';

/** The users that a file defines, or everything that is wrong with it in one line. */
export type ParsedAclFile =
  | {
      readonly users: ReadonlyMap<string, UserRules>;
      /** Where each user stands, `path:line`. */
      readonly places: ReadonlyMap<string, string>;
    }
  | { readonly errors: string };

/**
 * Reads the text of an ACL file, one `user <name> <rules>` a line. All or nothing, every error of every line is told.
 * Passwords that are kept elsewhere are named by the rules and not read here.
 */
export function parseAclFile(text: string, path: string, given: RuleContext): ParsedAclFile {
  const users = new Map<string, UserRules>();
  const places = new Map<string, string>();
  const context: RuleContext = { ...given, author: 'operator' };
  let errors = '';
  for (const [index, untrimmed] of text.split('\n').entries()) {
    const line = untrimmed.replace(/^[ \t\r]+|[ \t\r]+$/g, '');
    if (line === '') continue;
    errors += readLine(line.split(' '), {
      place: `${path}:${index + 1}`,
      lineNumber: index + 1,
      users,
      places,
      context: { ...context, place: `${path}:${index + 1}` },
    });
  }
  return errors === '' ? { users, places } : { errors: errors + UNCHANGED };
}

interface LinePlace {
  readonly place: string;
  readonly lineNumber: number;
  readonly users: Map<string, UserRules>;
  readonly places: Map<string, string>;
  readonly context: RuleContext;
}

/** Adds the user of a line. Gives back what is wrong with it, in Redis's words, or nothing. */
function readLine(words: readonly string[], at: LinePlace): string {
  const [keyword, name, ...ruleWords] = words;
  if (keyword !== 'user' || name === undefined) {
    return `${at.place} should start with user keyword followed by the username. `;
  }
  if (hasSpace(name)) return `'${at.place}: username '${name}' contains invalid characters. `;
  if (at.users.has(name)) {
    return `WARNING: Duplicate user '${name}' found on line ${at.lineNumber}. `;
  }
  const rules = newUserRules(at.context);
  at.users.set(name, rules);
  at.places.set(name, at.place);
  const merged = mergeSelectorWords(ruleWords);
  if ('unmatched' in merged) return `${at.place}: Unmatched parenthesis in selector definition.`;
  let errors = '';
  let told = false;
  for (const word of merged.words) {
    const rule = word.replace(/^[\t\r\n]+|[\t\r\n]+$/g, '');
    const problem = applyUserRule(rules, rule, at.context);
    if (problem === RuleProblem.unknownCommand) {
      errors += `${at.place}: Error in applying operation '${rule}': ${problem}. `;
    } else if (problem !== undefined && !told) {
      // The rule isn't repeated: it may be a password. After one mistake others may only follow from it.
      errors += `${at.place}: ${problem}. `;
      told = true;
    }
  }
  return errors;
}

/** Loads the users from a file in place of all there are. Gives back what is wrong, without `ERR`. */
export async function loadAclFile(
  users: Users,
  disk: Disk,
  path: string,
): Promise<string | undefined> {
  return await users.loads.run(() => readAclFile(users, disk, path));
}

async function readAclFile(users: Users, disk: Disk, path: string): Promise<string | undefined> {
  const status = await disk.stat(path);
  const read = await disk.readFile(path);
  if (!status.ok) return cannotOpen(path, status.failure.message);
  if (!read.ok) return cannotOpen(path, read.failure.message);
  // Attack table, "secrets in files": whoever can write this file is every user in it.
  if ((status.value.mode & WRITABLE_BY_OTHERS) !== 0) {
    return cannotOpen(path, `others may write it, fix this with: chmod o-w ${path}`);
  }
  const parsed = parseAclFile(toLatin1(read.value), path, users.context);
  if ('errors' in parsed) return parsed.errors;
  const { passwordSources } = users.context;
  const sources = users.sourcesInUse(parsed.users.values());
  const reading = sources.size === 0 ? undefined : await passwordSources?.read(sources);
  const problems = reading === undefined ? '' : tellProblems(reading, parsed);
  if (problems !== '') return problems + UNCHANGED;
  // What nobody used until now has no old password that somebody could go on using.
  passwordSources?.keepOnly(users.sourcesInUse());
  const refusal = users.replaceAll(parsed.users);
  if (refusal === undefined && reading !== undefined)
    passwordSources?.take(reading, users.sourcesInUse());
  return refusal;
}

/** What is wrong with the passwords that the rules only name, each with its line. */
function tellProblems(
  { problems }: PasswordReading,
  { users, places }: Exclude<ParsedAclFile, { errors: string }>,
): string {
  let errors = '';
  const untold = new Map(problems);
  for (const [name, { passwordSources }] of users) {
    for (const source of passwordSources) {
      const problem = problems.get(source);
      if (problem === undefined) continue;
      errors += `${places.get(name) ?? ''}: >${source}: ${problem}. `;
      untold.delete(source);
    }
  }
  for (const [source, problem] of untold) errors += `requirepass-file ${source}: ${problem}. `;
  return errors;
}

function cannotOpen(path: string, reason: string): string {
  return `Error loading ACLs, opening file '${path}': ${reason}`;
}

/** Writes all users to a file, in one step, keeping its owner and mode. */
export async function saveAclFile(
  users: Users,
  { disk, log }: { readonly disk: Disk; readonly log: LogSink },
  path: string,
): Promise<Outcome<void>> {
  const text = users.lines().map((line) => `${line}\n`);
  const { version } = users;
  const written = await disk.writeFile(path, fromLatin1(text.join('')), {
    mode: MODE,
    keepOwnerAndMode: true,
    onInPlace: (code) => {
      log.line(
        'warning',
        `ACL SAVE: ${path} can't be replaced (${code}: a bind mount, or a directory of somebody else), so it was written in place. A crash meanwhile would have left half of it: mount its directory in place of the file`,
      );
    },
  });
  if (written.ok) users.saved(version);
  return written;
}
