import type { Disk } from '../ports/disk.ts';
import type { Settings } from '../settings/settings.ts';
import type { ChangeHook } from './change-hook.ts';
import { systemMessage } from './config-error.ts';
import { resolvePath } from './paths.ts';

/** CONFIG SET dir: the directory must be there, and is kept as an absolute path, as Redis shows it. */
export function directoryHook(
  settings: Settings,
  disk: Pick<Disk, 'stat' | 'realPath'>,
): ChangeHook {
  let entered = '';
  return {
    prepare: async ({ before, next }) => {
      const path = resolvePath(before.persistence.dir, next.persistence.dir);
      const status = await disk.stat(path);
      if (!status.ok) return systemMessage(status.failure);
      if (status.value.kind !== 'directory') return systemMessage({ code: 'ENOTDIR', message: '' });
      const real = await disk.realPath(path);
      entered = real.ok ? real.value : path;
      return undefined;
    },
    commit: () => {
      settings.persistence.dir = entered;
    },
  };
}
