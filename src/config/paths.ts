import { globMatch } from '../base/glob.ts';
import type { Disk } from '../ports/disk.ts';
import { encodeText } from './byte-text.ts';

/** The path seen from a directory, without `.` and `..` where the names alone tell. */
export function resolvePath(directory: string, path: string): string {
  const names: string[] = [];
  for (const name of `${path.startsWith('/') ? '' : directory}/${path}`.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** Whether the path is a pattern that `expandGlob` should look at. */
export function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}

/** The existing paths that a pattern names, sorted, as glob(3) finds them: a leading dot must be written. */
export async function expandGlob(
  disk: Pick<Disk, 'list' | 'lstat'>,
  pattern: string,
): Promise<string[]> {
  let found = [''];
  for (const segment of pattern.split('/').filter((name) => name !== '')) {
    const next: string[] = [];
    for (const directory of found) next.push(...(await matchSegment(disk, directory, segment)));
    found = next;
  }
  return found;
}

async function matchSegment(
  disk: Pick<Disk, 'list' | 'lstat'>,
  directory: string,
  segment: string,
): Promise<readonly string[]> {
  if (!hasWildcard(segment)) {
    const path = `${directory}/${segment}`;
    return (await disk.lstat(path)).ok ? [path] : [];
  }
  const names = await disk.list(directory === '' ? '/' : directory);
  if (!names.ok) return [];
  const pattern = encodeText(segment);
  return names.value
    .filter((name) => globMatch(pattern, encodeText(name)))
    .filter((name) => !name.startsWith('.') || segment.startsWith('.'))
    .map((name) => `${directory}/${name}`);
}
