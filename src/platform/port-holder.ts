import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTENING = '0A';
const OUTGOING = 'an outgoing connection, perhaps for a moment';

/**
 * Says which process listens on a TCP port, such as `redis-server (pid 811)`. Linux shows the sockets to everybody
 * and their owners only to root and to the owner; where nothing can be seen the answer is undefined. The ports from 32768 on
 * are lent to outgoing connections, too, and then nobody listens there.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  const inodes = new Set<string>();
  let isUsed = false;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const { state, inode } of socketsAt(await textOf(table), port)) {
      isUsed = true;
      if (state === LISTENING) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return isUsed ? OUTGOING : undefined;
  for (const name of await namesIn('/proc')) {
    if (!/^\d+$/.test(name) || !(await holdsAny(name, inodes))) continue;
    // A title that a program has set for itself is cut off in there: only its first word is whole.
    const [command = ''] = (await textOf(`/proc/${name}/comm`)).trim().split(' ');
    return `${command === '' ? 'a process' : command} (pid ${name})`;
  }
  return undefined;
}

/** Of the lines with that local port in /proc/net/tcp's format. */
function socketsAt(table: string, port: number): { state: string; inode: string }[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const found: { state: string; inode: string }[] = [];
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [, local, , state, inode] = [...columns.slice(0, 4), columns[9]];
    if (local?.endsWith(suffix) === true && state !== undefined && inode !== undefined)
      found.push({ state, inode });
  }
  return found;
}

async function holdsAny(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  for (const descriptor of await namesIn(directory)) {
    const target = await readlink(`${directory}/${descriptor}`).catch(() => '');
    if (inodes.has(target)) return true;
  }
  return false;
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

async function namesIn(path: string): Promise<string[]> {
  return await readdir(path).catch(() => []);
}
