import type { Arguments } from '../base/arguments.ts';
import { assert } from '../base/assert.ts';
import { toLatin1 } from '../base/bytes.ts';
import { FoundKeys } from '../command/found-keys.ts';
import { KeyFlagBit } from '../command/key-spec.ts';
import type { CommandRow } from '../command/row.ts';
import type { RowRights } from './command-rights.ts';
import type { Denial, DenialReason } from './denial.ts';
import { KeyAccess, neededAccess } from './key-access.ts';
import type { Selector } from './selector.ts';
import type { Origin } from './source-rule.ts';
import { ALL_DATABASES_ALLOWED, refusedDatabase } from './touched-databases.ts';
import type { User } from './user.ts';

/** Whose rights are asked: a session. */
export interface Subject {
  readonly user: User;
  readonly databaseIndex: number;
  readonly link: Origin;
  /** Wall time of the call, ms since 1970. */
  readonly nowMs: number;
}

/** What failed, as one number: of two failures the greater one is reported, the graver reason first, then the later word. */
const REASON_STEP = 2 ** 32;
const REASONS: readonly DenialReason[] = ['database', 'command', 'key', 'channel'];
const Failure = {
  database: 1 * REASON_STEP,
  command: 2 * REASON_STEP,
  key: 3 * REASON_STEP,
  channel: 4 * REASON_STEP,
};
const ALLOWED = 0;
/** ACL LOG keeps what was refused: keys of half a gigabyte would fill the memory with a few refusals. */
const SHOWN_BYTES_MAX = 1024;

/** One search for keys serves all selectors of a call, and calls never overlap. */
const found = new FoundKeys();
let searched = false;

/**
 * Judges a request; undefined allows it. Every selector is tried, one that allows all of it is enough. For a container
 * (`CONFIG GET`) `row` is the subcommand's.
 */
export function check(subject: Subject, row: CommandRow, args: Arguments): Denial | undefined {
  const { user } = subject;
  if (user.sources.length > 0 && !user.allowsOrigin(subject.link)) {
    return { reason: 'source', what: row.fullName, word: 0 };
  }
  if (user.hasExpired(subject.nowMs)) return { reason: 'auth', what: row.fullName, word: 0 };
  const request = { row, args, databaseIndex: subject.databaseIndex };
  searched = false;
  let worst: number = Failure.database;
  for (const selector of user.selectors) {
    const failure = judge(selector, rightsOf(user, row), request);
    if (failure === ALLOWED) return undefined;
    if (failure > worst) worst = failure;
  }
  // A deleted user has no selector at all.
  if (user.selectors.length === 0) worst = Failure.command;
  return describe(worst, request);
}

/** Whether one selector allows the request and grants every key there can be: SORT's BY and GET name keys nobody can foresee. */
export function checkEveryKey(subject: Subject, row: CommandRow, args: Arguments): boolean {
  searched = false;
  const { user, databaseIndex } = subject;
  const rights = rightsOf(user, row);
  return user.selectors.some(
    (selector) =>
      selector.allowsEveryKey(KeyAccess.read) &&
      judge(selector, rights, { row, args, databaseIndex }) === ALLOWED,
  );
}

function rightsOf(user: User, row: CommandRow): RowRights {
  const rights = user.commandRights.rows[row.id];
  assert(rights !== undefined, 'the row is of the table that users have rights to');
  return rights;
}

interface Request {
  readonly row: CommandRow;
  readonly args: Arguments;
  readonly databaseIndex: number;
}

function judge(selector: Selector, rights: RowRights, request: Request): number {
  const { row, args } = request;
  if (!selector.allDatabases) {
    const word = refusedDatabase(selector, rights.databases, request);
    if (word !== ALL_DATABASES_ALLOWED) return Failure.database + word;
  }
  if (!selector.allowsCommand(row.id, args, rights.firstArgument)) return Failure.command;
  if (!selector.allKeys && rights.hasKeys) {
    const word = refusedKey(selector, rights, request);
    if (word !== 0) return Failure.key + word;
  }
  if (!selector.allChannels && row.command.channels !== undefined) {
    const word = refusedChannel(selector, row.command.channels, args);
    if (word !== 0) return Failure.channel + word;
  }
  return ALLOWED;
}

/** The word of the first key that is not granted, or 0. */
function refusedKey(selector: Selector, rights: RowRights, { row, args }: Request): number {
  const { onlyKey } = rights;
  if (onlyKey !== 0) return selector.allowsKey(args, onlyKey, rights.onlyKeyAccess) ? 0 : onlyKey;
  if (!searched) {
    row.findKeys(args, found);
    searched = true;
  }
  // Keys that can't be told can't be granted (security.md, "key extraction wrong"). Redis lets such a request through
  // and trusts the command to refuse it.
  if (found.invalid) return 1;
  for (let i = 0; i < found.count; i++) {
    const access = found.access[i] ?? 0;
    if ((access & KeyFlagBit.not_key) !== 0) continue;
    const word = found.words[i] ?? 0;
    if (!selector.allowsKey(args, word, neededAccess(access))) return word;
  }
  return 0;
}

type Channels = NonNullable<CommandRow['command']['channels']>;

/** The word of the first channel that is not granted, or 0. */
function refusedChannel(selector: Selector, channels: Channels, args: Arguments): number {
  const kind = channels.patterns ? 'pattern' : 'channel';
  const last =
    channels.last < 0 ? args.count + channels.last : Math.min(channels.last, args.count - 1);
  for (let word = channels.first; word <= last; word++) {
    const name = { u8: args.u8, start: args.start(word), length: args.length(word), kind } as const;
    if (!selector.allowsChannel(name)) return word;
  }
  return 0;
}

function describe(failure: number, { row, args, databaseIndex }: Request): Denial {
  const reason = REASONS[Math.floor(failure / REASON_STEP) - 1] ?? 'command';
  const word = failure % REASON_STEP;
  if (reason === 'command') return { reason, what: row.fullName, word };
  if (reason === 'database' && word === 0) {
    return {
      reason,
      what: row.fullName === 'flushall' ? row.fullName : String(databaseIndex),
      word,
    };
  }
  const shown = args.view(Math.min(word, args.count - 1)).subarray(0, SHOWN_BYTES_MAX);
  return { reason, what: toLatin1(shown), word };
}
