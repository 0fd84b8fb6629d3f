import { concatBytes, fromLatin1, fromUtf8, quoteBytes } from '../../../base/bytes.ts';
import { scanBatches } from './scan-batches.ts';
import type { ToolContext } from './tool-context.ts';

const NEWLINE = fromLatin1('\n');

/** `--scan`: prints all keys, quoted for people and as they are for pipes. */
export async function printKeys(context: ToolContext): Promise<void> {
  const { printer, world } = context;
  for await (const keys of scanBatches(context, { scansPerWait: 1 })) {
    const lines = keys.map((key) => (printer.isReadable ? fromUtf8(quoteBytes(key)) : key));
    world.terminal.print(concatBytes(lines.flatMap((line) => [line, NEWLINE])));
  }
}
