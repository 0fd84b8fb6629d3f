import { quoteBytes, toLatin1 } from '../../../base/bytes.ts';
import type { CommandWord } from '../../../resp/request-encoder.ts';
import { scanBatches } from './scan-batches.ts';
import { ask, askAll, numberIn, type ToolContext } from './tool-context.ts';

/** What is compared: how many elements a key holds, or how many bytes it takes. */
export type KeyMeasure = 'elements' | 'memory';

interface TypeTally {
  readonly name: string;
  /** Absent for types that the client doesn't know: they are counted only. */
  readonly sizeCommand?: string;
  readonly unit: string;
  keys: number;
  total: number;
  biggest: number;
  biggestKey: Uint8Array | undefined;
}

const KNOWN_TYPES = [
  ['string', 'STRLEN', 'bytes'],
  ['list', 'LLEN', 'items'],
  ['set', 'SCARD', 'members'],
  ['hash', 'HLEN', 'fields'],
  ['zset', 'ZCARD', 'members'],
  ['stream', 'XLEN', 'entries'],
] as const;

const INTRODUCTION = `
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`;

/** `--bigkeys` and `--memkeys`: looks at every key and tells the biggest of each type. */
export async function printKeySizes(context: ToolContext, measure: KeyMeasure): Promise<void> {
  const { printer } = context;
  printer.text(INTRODUCTION);
  const survey = new Survey(context, measure);
  await survey.run();
  printer.text(survey.summary());
}

class Survey {
  readonly #context: ToolContext;
  readonly #measure: KeyMeasure;
  readonly #tallies: Map<string, TypeTally>;
  #sampled = 0;
  #nameBytes = 0;

  constructor(context: ToolContext, measure: KeyMeasure) {
    this.#context = context;
    this.#measure = measure;
    this.#tallies = new Map(
      KNOWN_TYPES.map(([name, sizeCommand, unit]) => [
        name,
        { ...newTally(name), sizeCommand, unit },
      ]),
    );
  }

  async run(): Promise<void> {
    const keysInAll = numberIn(await ask(this.#context, ['DBSIZE']));
    for await (const keys of scanBatches(this.#context, { scansPerWait: 100 })) {
      await this.#look(keys, percentOf(this.#sampled, keysInAll));
    }
  }

  async #look(keys: readonly Uint8Array[], percent: string): Promise<void> {
    const types = await askAll(
      this.#context,
      keys.map((key) => ['TYPE', key]),
    );
    const found = keys.flatMap((key, index) => {
      const reply = types[index];
      const name = reply?.type === 'status' ? toLatin1(reply.bytes) : 'none';
      // It has gone since SCAN found it.
      return name === 'none' ? [] : [{ key, tally: this.#tallyOf(name) }];
    });
    const measured = found.filter(({ tally }) => this.#question(tally, EMPTY) !== undefined);
    const sizes = await askAll(
      this.#context,
      measured.map(({ key, tally }) => this.#question(tally, key) ?? []),
    );
    this.#sampled += found.length;
    for (const { key, tally } of found) {
      tally.keys++;
      this.#nameBytes += key.length;
    }
    measured.forEach(({ key, tally }, index) => {
      const size = numberIn(sizes[index]);
      tally.total += size;
      if (size <= tally.biggest) return;
      tally.biggest = size;
      tally.biggestKey = key;
      this.#context.printer.text(
        `[${percent}%] Biggest ${tally.name.padEnd(6)} found so far '${quoteBytes(key)}' with ${size} ${this.#unit(tally)}\n`,
      );
    });
  }

  #tallyOf(name: string): TypeTally {
    const known = this.#tallies.get(name);
    if (known !== undefined) return known;
    const tally = newTally(name);
    this.#tallies.set(name, tally);
    return tally;
  }

  /** The command that measures a key; another type's error between two commands would end the survey, so it is rare. */
  #question(tally: TypeTally, key: Uint8Array): readonly CommandWord[] | undefined {
    const { samples } = this.#context.options;
    if (this.#measure === 'memory') {
      return ['MEMORY', 'USAGE', key, ...(samples === undefined ? [] : ['SAMPLES', samples])];
    }
    return tally.sizeCommand === undefined ? undefined : [tally.sizeCommand, key];
  }

  #unit(tally: TypeTally): string {
    return this.#measure === 'memory' ? 'bytes' : tally.unit;
  }

  summary(): string {
    const tallies = [...this.#tallies.values()];
    const lines = [
      '\n-------- summary -------\n',
      `Sampled ${this.#sampled} keys in the keyspace!`,
      `Total key length in bytes is ${this.#nameBytes} (avg len ${average(this.#nameBytes, this.#sampled)})\n`,
    ];
    for (const tally of tallies) {
      if (tally.biggestKey === undefined) continue;
      const what = `${tally.biggest} ${this.#unit(tally)}`;
      lines.push(
        `Biggest ${tally.name.padStart(6)} found '${quoteBytes(tally.biggestKey)}' has ${what}`,
      );
    }
    lines.push('');
    for (const tally of tallies) {
      const percent = percentOf(tally.keys, this.#sampled);
      const size = average(tally.total, tally.keys);
      lines.push(
        `${tally.keys} ${tally.name}s with ${tally.total} ${this.#unit(tally)} (${percent}% of keys, avg size ${size})`,
      );
    }
    return `${lines.join('\n')}\n`;
  }
}

const EMPTY = new Uint8Array(0);

function newTally(name: string): TypeTally {
  return { name, unit: '?', keys: 0, total: 0, biggest: 0, biggestKey: undefined };
}

function average(total: number, count: number): string {
  return (count === 0 ? 0 : total / count).toFixed(2);
}

/** With two digits before the point, as in `07.69`. */
export function percentOf(part: number, whole: number): string {
  return (whole === 0 ? 0 : (100 * part) / whole).toFixed(2).padStart(5, '0');
}
