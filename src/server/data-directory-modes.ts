import type { Disk, FileStatus } from '../ports/disk.ts';
import { failed, type Outcome, success } from '../ports/failure.ts';
import type { DataDirectoryPaths } from './data-directory.ts';

const ANYTHING_FOR_OTHERS = 0o077;
const WRITING_FOR_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

interface Complaint {
  readonly path: string;
  readonly reason: string;
  readonly fix: 'chmod go= ' | 'chmod go-w ' | 'chown' | 'replace it by a file: ' | 'chmod +t ';
}

/** Whose the directory must be. -1: the platform has no owners. */
export interface ExpectedOwner {
  readonly uid: number;
}

/**
 * Refuses a data directory that others can reach into (security.md, "secrets in files"). All that is wrong is said in one message,
 * with commands that mend it when pasted.
 */
export async function checkModes(
  disk: Pick<Disk, 'stat' | 'lstat'>,
  paths: DataDirectoryPaths,
  owner: ExpectedOwner,
): Promise<Outcome<void>> {
  if (owner.uid === -1) return success(undefined);
  const complaints = await directoryComplaints(disk, paths.directory, owner);
  const secrets = [
    paths.config,
    paths.users,
    paths.credentials,
    paths.authorityKey,
    paths.serverPair,
  ];
  for (const path of secrets)
    complaints.push(
      ...(await fileComplaints(disk, path, { owner, forbidden: ANYTHING_FOR_OTHERS })),
    );
  complaints.push(
    ...(await fileComplaints(disk, paths.authority, { owner, forbidden: WRITING_FOR_OTHERS })),
  );
  if (complaints.length === 0) return success(undefined);
  const reasons = complaints.map((complaint) => complaint.reason);
  return failed(
    'ELOOSE',
    [
      `Refusing to start: ${reasons.join('; ')}.`,
      'Others could read or change its secrets. Fix:',
      ...fixes(complaints, owner),
    ].join('\n'),
  );
}

async function directoryComplaints(
  disk: Pick<Disk, 'stat' | 'lstat'>,
  directory: string,
  owner: ExpectedOwner,
): Promise<Complaint[]> {
  const complaints: Complaint[] = [];
  const status = await disk.stat(directory);
  if (status.ok)
    complaints.push(...judge(directory, status.value, { owner, forbidden: ANYTHING_FOR_OTHERS }));
  const parent = directory.slice(0, directory.lastIndexOf('/')) || '/';
  const above = await disk.stat(parent);
  // Who can rename the directory can put another in its place, unless the sticky bit forbids it as in /tmp.
  if (above.ok && (above.value.mode & WRITABLE_BY_ALL) !== 0 && (above.value.mode & STICKY) === 0) {
    complaints.push({
      path: parent,
      reason: `everybody may rename things in ${parent} (mode ${octal(above.value.mode)})`,
      fix: 'chmod +t ',
    });
  }
  return complaints;
}

interface Expectation {
  readonly owner: ExpectedOwner;
  readonly forbidden: number;
}

async function fileComplaints(
  disk: Pick<Disk, 'lstat'>,
  path: string,
  expectation: Expectation,
): Promise<Complaint[]> {
  const status = await disk.lstat(path);
  return status.ok ? judge(path, status.value, expectation) : [];
}

function judge(path: string, status: FileStatus, { owner, forbidden }: Expectation): Complaint[] {
  if (status.kind === 'symlink')
    return [{ path, reason: `${path} is a symbolic link`, fix: 'replace it by a file: ' }];
  const complaints: Complaint[] = [];
  if (status.uid !== owner.uid)
    complaints.push({ path, reason: `${path} belongs to user ${status.uid}`, fix: 'chown' });
  if ((status.mode & forbidden) !== 0) {
    complaints.push({
      path,
      reason: `${path} has mode ${octal(status.mode)}`,
      fix: forbidden === ANYTHING_FOR_OTHERS ? 'chmod go= ' : 'chmod go-w ',
    });
  }
  return complaints;
}

/** One command per kind of mistake. */
function fixes(complaints: readonly Complaint[], owner: ExpectedOwner): string[] {
  const byFix = new Map<string, string[]>();
  for (const { fix, path } of complaints) {
    const command = fix === 'chown' ? `chown ${owner.uid} ` : fix;
    byFix.set(command, [...(byFix.get(command) ?? []), shellWord(path)]);
  }
  return Array.from(byFix, ([command, paths]) => `  ${command}${paths.join(' ')}`);
}

/** A word as a shell reads it back unchanged. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function octal(mode: number): string {
  return `0${(mode & 0o7777).toString(8)}`;
}
