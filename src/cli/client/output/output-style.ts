import { fromLatin1 } from '../../../base/bytes.ts';

/** `readable` is for people, `raw` and `csv` for pipes (all as redis-cli prints them), the other two for programs. */
export type OutputFormat = 'readable' | 'raw' | 'csv' | 'json' | 'quoted-json';

/** How replies are printed. */
export interface OutputStyle {
  readonly format: OutputFormat;
  /** Between the items of a raw reply. */
  readonly itemDelimiter: Uint8Array;
  /** Behind a raw reply. */
  readonly replyDelimiter: Uint8Array;
}

const NEWLINE = fromLatin1('\n');

/** The style of a format whose delimiters are newlines. */
export function plainStyle(format: OutputFormat): OutputStyle {
  return { format, itemDelimiter: NEWLINE, replyDelimiter: NEWLINE };
}
