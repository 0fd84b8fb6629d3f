import { quoteArgument, splitArguments } from './split-arguments.ts';

/** What the arguments of the program ask for. */
export interface CommandLine {
  /** Undefined: no file was named, which starts the secure mode unless the configuration comes from standard input. */
  readonly configFile: string | undefined;
  readonly readsStandardInput: boolean;
  /** The flags as lines of configuration, to be read after the file. */
  readonly optionsText: string;
}

/**
 * Reads arguments as redis-server 7 does: a file first, flags as `--port 7000`, `"--port 7000"` or `--bind a b`, and `-`
 * first or last for standard input. A word that begins with dashes right after a flag is that flag's value; only
 * `--save` and `--sentinel` may stand without one.
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const first = words[0] ?? '-';
  const configFile = first.startsWith('-') ? undefined : first;
  let readsStandardInput = false;
  let text = '';
  let isValueDue = false;
  for (let at = configFile === undefined ? 0 : 1; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-' && (at === 0 || at === words.length - 1)) {
      readsStandardInput = true;
    } else if (!isValueDue && word.startsWith('--')) {
      text += `${text === '' ? '' : '\n'}${word.slice(2)} `;
      const next = words[at + 1];
      isValueDue = splitArguments(word)?.length === 1 && !standsAlone(word, next);
      if (word.toLowerCase() === '--save' && (next === undefined || next.startsWith('--')))
        text += '""';
    } else {
      text += `${quoteArgument(word)} `;
      isValueDue = false;
    }
  }
  return { configFile, readsStandardInput, optionsText: text };
}

/** Scripts build command lines from lists that may be empty: `--save --port 7000` is an empty save. */
function standsAlone(word: string, next: string | undefined): boolean {
  return next?.startsWith('--') === true && ['--save', '--sentinel'].includes(word.toLowerCase());
}
