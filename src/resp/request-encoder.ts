import { concatBytes, fromLatin1, fromUtf8 } from '../base/bytes.ts';

/** What may stand in a command: text goes out as UTF-8, numbers in decimal. */
export type CommandWord = string | number | bigint | Uint8Array;

const CRLF = fromLatin1('\r\n');

/** A request as every client of Redis sends it: an array of bulk strings. */
export function encodeCommand(words: readonly CommandWord[]): Uint8Array {
  const parts: Uint8Array[] = [fromLatin1(`*${String(words.length)}\r\n`)];
  for (const word of words) {
    const bytes = word instanceof Uint8Array ? word : fromUtf8(String(word));
    parts.push(fromLatin1(`$${String(bytes.length)}\r\n`), bytes, CRLF);
  }
  return concatBytes(parts);
}
