import { parseDouble } from '../../base/double.ts';
import { parsePlainDecimal } from '../../base/plain-decimal.ts';
import type { Call } from '../../command/call.ts';
import { type CommandError, Errors } from '../../command/errors.ts';

/** A word as a score or weight: any double but NaN. */
export function readScore(call: Call, word: number, error: CommandError = Errors.notFloat): number {
  const { args } = call;
  const start = args.start(word);
  const length = args.length(word);
  const plain = parsePlainDecimal(args.u8, start, length);
  if (!Number.isNaN(plain)) return plain;
  const value = parseDouble(args.u8, start, length);
  if (Number.isNaN(value)) throw error;
  return value;
}
