import { fromLatin1 } from '../../../base/bytes.ts';
import type { Reply } from '../../../resp/reply-value.ts';
import type { CommandWord } from '../../../resp/request-encoder.ts';
import { ask, type ToolContext } from './tool-context.ts';
import { ToolFailure } from './tool-failure.ts';

const START = fromLatin1('0');

/** After how many SCANs the interval of -i passes. */
export interface ScanPace {
  readonly scansPerWait: number;
}

/** All keys as SCAN finds them, a batch each time; empty batches are left out. */
export async function* scanBatches(
  context: ToolContext,
  { scansPerWait }: ScanPace,
): AsyncGenerator<readonly Uint8Array[]> {
  const { pattern, count, type, intervalMs = 0 } = context.options;
  const filter: CommandWord[] = [];
  if (pattern !== undefined) filter.push('MATCH', pattern);
  if (count !== undefined) filter.push('COUNT', count);
  if (type !== undefined) filter.push('TYPE', type);
  let cursor = START;
  for (let scans = 1; ; scans++) {
    const { next, keys } = readScan(await ask(context, ['SCAN', cursor, ...filter]));
    if (keys.length > 0) yield keys;
    if (next.length === 1 && next[0] === START[0]) return;
    cursor = next;
    if (intervalMs > 0 && scans % scansPerWait === 0) await context.world.pause(intervalMs);
  }
}

function readScan(reply: Reply): { next: Uint8Array; keys: readonly Uint8Array[] } {
  const [next, keys] = reply.type === 'array' ? reply.items : [];
  if (next?.type !== 'bulk' || keys?.type !== 'array') throw new ToolFailure('SCAN: odd reply');
  return {
    next: next.bytes,
    keys: keys.items.flatMap((key) => (key.type === 'bulk' ? [key.bytes] : [])),
  };
}
