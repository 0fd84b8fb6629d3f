import { quoteBytes } from '../../../base/bytes.ts';
import { percentOf } from './key-sizes.ts';
import { scanBatches } from './scan-batches.ts';
import { ask, askAll, numberIn, type ToolContext } from './tool-context.ts';

const KEPT = 16;

const INTRODUCTION = `
# Scanning the entire keyspace to find hot keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`;

interface HotKey {
  readonly name: string;
  readonly counter: number;
}

/** `--hotkeys`: tells the keys that are used most, by the counters of an LFU policy. */
export async function printHotKeys(context: ToolContext): Promise<void> {
  const { printer } = context;
  printer.text(INTRODUCTION);
  const keysInAll = numberIn(await ask(context, ['DBSIZE']));
  let hottest: readonly HotKey[] = [];
  let sampled = 0;
  for await (const keys of scanBatches(context, { scansPerWait: 100 })) {
    const percent = percentOf(sampled, keysInAll);
    const counters = await askAll(
      context,
      keys.map((key) => ['OBJECT', 'FREQ', key]),
    );
    sampled += keys.length;
    keys.forEach((key, index) => {
      const found = { name: quoteBytes(key), counter: numberIn(counters[index]) };
      const next = withHotKey(hottest, found);
      if (next === hottest) return;
      hottest = next;
      printer.text(
        `[${percent}%] Hot key '${found.name}' found so far with counter ${found.counter}\n`,
      );
    });
  }
  const lines = hottest.map(({ name, counter }) => {
    return `hot key found with counter: ${counter}\tkeyname: ${name}\n`;
  });
  printer.text(
    `\n-------- summary -------\n\nSampled ${sampled} keys in the keyspace!\n${lines.join('')}`,
  );
}

/** The list, hottest first, with the key in its place; the very same list when the key is not hot enough. */
function withHotKey(hottest: readonly HotKey[], found: HotKey): readonly HotKey[] {
  const place = hottest.findIndex(({ counter }) => counter < found.counter);
  const at = place < 0 ? hottest.length : place;
  if (found.counter === 0 || at >= KEPT) return hottest;
  return [...hottest.slice(0, at), found, ...hottest.slice(at)].slice(0, KEPT);
}
