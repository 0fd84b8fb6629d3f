import type { Disk } from '../ports/disk.ts';
import { decodeText, encodeText } from './byte-text.ts';
import { systemMessage } from './config-error.ts';
import type { LiveConfig } from './live-config.ts';
import type { RewrittenUsers } from './rewrite-config.ts';

/** The file may hold passwords: one that didn't exist is made for its owner alone. */
const NEW_FILE_MODE = 0o600;

/**
 * CONFIG REWRITE: replaces the file in one step and leaves it its owner and mode (attack table, "secrets in files";
 * Redis's own rewrite undoes a `chmod 600`). Answers the error text, or undefined when it is done.
 */
export async function rewriteConfigFile(
  live: LiveConfig,
  disk: Pick<Disk, 'readFile' | 'writeFile'>,
  users: RewrittenUsers,
): Promise<string | undefined> {
  const path = live.settings.process.configFile;
  if (path === '') return 'The server is running without a config file';
  const old = await disk.readFile(path);
  if (!old.ok && old.failure.code !== 'ENOENT')
    return `Rewriting config file: ${systemMessage(old.failure)}`;
  const text = live.rewrite(old.ok ? decodeText(old.value) : '', users);
  const written = await disk.writeFile(path, encodeText(text), {
    mode: NEW_FILE_MODE,
    keepOwnerAndMode: true,
  });
  return written.ok ? undefined : `Rewriting config file: ${systemMessage(written.failure)}`;
}
