import { CLIENT_NAME_MAX_BYTES } from '../../base/limits.ts';
import { CommandError } from '../../command/errors.ts';

const BAD_NAME = new CommandError(
  'ERR Client names cannot contain spaces, newlines or special characters.',
);

/** A name for a connection, or the error: fields of CLIENT LIST are told apart by spaces. */
export function clientName(text: string): string {
  if (!isListable(text)) throw BAD_NAME;
  return text;
}

/** Printable ASCII without spaces, of bounded length; the empty text takes a name away. */
export function isListable(text: string): boolean {
  return text.length <= CLIENT_NAME_MAX_BYTES && /^[!-~]*$/.test(text);
}
