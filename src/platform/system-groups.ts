import { readFile } from 'node:fs/promises';

/** The number of a group by its name or its own digits, as `unixsocketgroup` gives it; undefined when there is none. */
export async function systemGroupId(name: string): Promise<number | undefined> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [group, , id] = line.split(':');
    if (group === name && id !== undefined) return Number(id);
  }
  return /^\d{1,10}$/.test(name) ? Number(name) : undefined;
}
