import { fromUtf8, toUtf8 } from '../../../base/bytes.ts';
import { splitQuotedWords } from '../../../base/quoted-words.ts';

/** A line as far as it has been typed. */
export interface TypedLine {
  /** Whole words, as the server would get them. */
  readonly words: readonly string[];
  /** The word that the cursor is in, as it was typed; empty behind a blank. */
  readonly open: string;
}

/** Takes a line apart up to the cursor; `undefined` inside of quotes, where nothing can be said. */
export function readTypedLine(line: string): TypedLine | undefined {
  const words = splitQuotedWords(fromUtf8(line));
  if (words === undefined) return undefined;
  const texts = words.map(toUtf8);
  if (line === '' || /\s$/.test(line)) return { words: texts, open: '' };
  return { words: texts.slice(0, -1), open: /\S+$/.exec(line)?.[0] ?? '' };
}
