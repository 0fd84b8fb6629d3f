import { fromUtf8, toUtf8 } from '../../../base/bytes.ts';
import type { AppendedFile } from '../../../ports/disk.ts';
import type { ClientWorld } from '../client-world.ts';
import { isSecretLine } from './secret-line.ts';

const LINES_MAX = 1000;
const FILE_MAX_BYTES = 4 * 1024 * 1024;
const LINE_MAX_CHARACTERS = 4096;
const OWNER_ONLY = 0o600;
const DIRECTORY_MODE = 0o700;

/** The lines of earlier sessions, in a file that only its owner reads and that never holds a secret. */
export class HistoryFile {
  /** Oldest first. */
  readonly lines: readonly string[];
  readonly #file: AppendedFile | undefined;
  #last: string | undefined;

  private constructor(lines: readonly string[], file: AppendedFile | undefined) {
    this.lines = lines;
    this.#file = file;
    this.#last = lines.at(-1);
  }

  /** Without a file that is safe to use, history lasts as long as the session. */
  static async open(world: Pick<ClientWorld, 'disk' | 'host' | 'terminal'>): Promise<HistoryFile> {
    const path = await historyPath(world);
    const found = await world.disk.lstat(path);
    // A link might lead to a file that others read; /dev/null is the usual way to have no history.
    if (found.ok && found.value.kind !== 'file') return new HistoryFile([], undefined);
    const read = found.ok ? await world.disk.readOwnFile(path, FILE_MAX_BYTES) : found;
    const lines = read.ok && 'bytes' in read.value ? keptLines(toUtf8(read.value.bytes)) : [];
    const isTooLong = found.ok && found.value.sizeBytes > FILE_MAX_BYTES / 2;
    if (isTooLong) {
      await world.disk.writeFile(path, fromUtf8(lines.map((line) => `${line}\n`).join('')), {
        mode: OWNER_ONLY,
      });
    } else if (found.ok && found.value.mode !== OWNER_ONLY) {
      const narrowed = await world.disk.chmod(path, OWNER_ONLY);
      if (!narrowed.ok) return new HistoryFile(lines, undefined);
    }
    const file = world.disk.openAppend(path, OWNER_ONLY);
    return new HistoryFile(lines, file.ok ? file.value : undefined);
  }

  /** Keeps a line for the sessions to come, where it may be kept. */
  add(line: string): void {
    if (line === this.#last || !isKept(line)) return;
    this.#last = line;
    this.#file?.append(`${line}\n`);
  }

  close(): void {
    this.#file?.close();
  }
}

/** Lines that may be shown: the file may have been written by something else than us. */
function keptLines(text: string): readonly string[] {
  return text.split('\n').filter(isKept).slice(-LINES_MAX);
}

async function historyPath({ disk, host }: Pick<ClientWorld, 'disk' | 'host'>): Promise<string> {
  const chosen = host.environment('REDISCLI_HISTFILE');
  if (chosen !== undefined && chosen !== '') return chosen;
  const directory = `${stateDirectory(host)}/casemate`;
  // EEXIST is the usual case; any other failure shows when the file is opened.
  await disk.makeDirectory(directory, DIRECTORY_MODE);
  return `${directory}/cli-history`;
}

function stateDirectory(host: ClientWorld['host']): string {
  const state = host.environment('XDG_STATE_HOME');
  if (state?.startsWith('/') === true) return state;
  return host.platform === 'darwin'
    ? `${host.homeDirectory}/Library/Application Support`
    : `${host.homeDirectory}/.local/state`;
}

/** Whether a line may be kept. One that begins with a blank is its writer's own business. */
export function isKept(line: string): boolean {
  if (line === '' || line.startsWith(' ') || line.length > LINE_MAX_CHARACTERS) return false;
  return !/\p{Cc}/u.test(line) && !isSecretLine(line);
}
