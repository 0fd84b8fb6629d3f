import { quoteBytes } from '../base/bytes.ts';
import { splitQuotedWords } from '../base/quoted-words.ts';
import { decodeText, encodeText } from './byte-text.ts';

/** The words of a configuration line; undefined when its quotes don't balance. */
export function splitArguments(line: string): string[] | undefined {
  return splitQuotedWords(encodeText(line))?.map(decodeText);
}

/** A word in double quotes and plain ASCII that `splitArguments` reads back as it was. */
export function quoteArgument(word: string): string {
  return quoteBytes(encodeText(word));
}

/** A word as a line needs it: bare where it can stand so, quoted where it would break the line or become two. */
export function plainOrQuoted(word: string): string {
  return /^[\w.:*%+@/-]+$/.test(word) ? word : quoteArgument(word);
}
