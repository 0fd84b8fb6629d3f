import type { Arguments } from '../../base/arguments.ts';
import { equalBytes } from '../../base/bytes.ts';

/** Whether two words of a request are the same bytes. */
export function sameWords(args: Arguments, left: number, right: number): boolean {
  return equalBytes(args.view(left), args.view(right));
}
