import type { Settings } from '../settings/settings.ts';
import type { ConfigError, LineError } from './config-error.ts';
import { redactLine } from './redact-line.ts';

/** Where a line was read. */
export interface Origin {
  readonly source: 'file' | 'arguments' | 'standard input';
  /** The file, when the line stands in one. */
  readonly path: string | undefined;
  /** True for a file that another one includes. */
  readonly isIncluded: boolean;
  /** As Redis counts: the file, standard input and the flags are one text. */
  readonly line: number;
}

/** A line that is kept for the part it is about: `user`, `rename-command`. */
export interface DirectiveLine {
  readonly text: string;
  /** Without the directive's name. */
  readonly words: readonly string[];
  readonly origin: Origin;
}

/** A directive that was read and does not do what it says. */
export interface ConfigWarning {
  readonly name: string;
  readonly message: string;
}

/** A configuration that was read completely. */
export interface LoadedConfig {
  readonly settings: Settings;
  /** Which directives were written, by their own name, and where last. */
  readonly given: ReadonlyMap<string, Origin>;
  /** `rename-command OLD NEW`: `checkRenames` judges them. */
  readonly renames: readonly DirectiveLine[];
  /** `user NAME rules…`: the access folder reads them; `lineError` says what is wrong with one. */
  readonly users: readonly DirectiveLine[];
  /** Every file that was read, the main one first. */
  readonly files: readonly string[];
  readonly warnings: readonly ConfigWarning[];
}

/** What reading a configuration comes to. */
export type LoadResult =
  | { readonly ok: true; readonly config: LoadedConfig }
  | { readonly ok: false; readonly error: ConfigError };

/** The report about a line that only another part can judge, such as a user whose rules are wrong. */
export function lineError(
  { text, origin }: Pick<DirectiveLine, 'text' | 'origin'>,
  reason: string,
): LineError {
  return {
    kind: 'line',
    line: origin.line,
    text: redactLine(text),
    reason,
    includedFile: origin.isIncluded ? origin.path : undefined,
  };
}

/** Where a line stands, for whoever is to mend it. */
export function placeOf({ source, path, line }: Origin): string {
  return source === 'arguments' ? 'arguments' : `${path ?? source}:${line}`;
}

/** The first `rename-command` that names no command or a name already taken, judged in order as Redis does. */
export function checkRenames(
  renames: readonly DirectiveLine[],
  commandNames: readonly string[],
): LineError | undefined {
  const names = new Set(commandNames.map((name) => name.toLowerCase()));
  for (const line of renames) {
    const [from = '', to = ''] = line.words;
    if (!names.delete(from.toLowerCase()))
      return lineError(line, 'No such command in rename-command');
    if (to !== '' && names.has(to.toLowerCase()))
      return lineError(line, 'Target command name already exists');
    if (to !== '') names.add(to.toLowerCase());
  }
  return undefined;
}
