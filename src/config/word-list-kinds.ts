import { KEYSPACE_EVENTS, KEYSPACE_EVENTS_ALL } from '../settings/keyspace-settings.ts';
import type { SavePoint } from '../settings/persistence-settings.ts';
import type { ShutdownFlag } from '../settings/process-settings.ts';
import { parseLooseInteger } from './numbers.ts';
import type { Option } from './option.ts';
import { defineOption, type KindDescription, oneOf } from './option-kinds.ts';
import type { Slot } from './slot.ts';
import { plainOrQuoted } from './split-arguments.ts';

/** Redis takes no more addresses than this. */
const MAX_BIND_ADDRESSES = 16;

/** The addresses of `bind`; one empty word means none. */
export function addresses(
  name: string,
  slot: Slot<readonly string[]>,
  description: KindDescription<readonly string[]> & { readonly initially: readonly string[] },
): Option {
  const { initially, ...rest } = description;
  return defineOption<readonly string[]>(
    {
      name,
      slot,
      type: 'addresses',
      multi: true,
      parse: (words) => {
        if (words.length > MAX_BIND_ADDRESSES) return 'Too many bind addresses specified.';
        return { value: isOneEmptyWord(words) ? [] : [...words] };
      },
      print: (value) => value.join(' '),
      printLine: (value) => {
        if (value.join(' ') === initially.join(' ')) return undefined;
        return value.length === 0 ? '""' : value.map(plainOrQuoted).join(' ');
      },
      alwaysWritten: true,
    },
    rest,
  );
}

/** The points of `save`. Lines of a file add up; one empty word means none. */
export function savePoints(
  name: string,
  slot: Slot<readonly SavePoint[]>,
  description: KindDescription<readonly SavePoint[]>,
): Option {
  const print = (points: readonly SavePoint[]): string =>
    points.map(({ seconds, changes }) => `${String(seconds)} ${String(changes)}`).join(' ');
  const option = defineOption<readonly SavePoint[]>(
    {
      name,
      slot,
      type: 'pairs of seconds and changes',
      multi: true,
      parse: (words, mode, before) => {
        if (isOneEmptyWord(words)) return { value: [] };
        const points = parseSavePoints(words);
        if (points === undefined) return 'Invalid save parameters';
        return { value: mode === 'file' ? [...before, ...points] : points };
      },
      print,
    },
    description,
  );
  return {
    ...option,
    // A line for each point, and one that says that there are none: without it the defaults would come back.
    rewrite: (settings, written) => {
      const points = slot.read(settings).map((point) => print([point]));
      return (points.length === 0 ? ['""'] : points).map((line) => ({
        text: `${written} ${line}`,
        forced: true,
      }));
    },
  };
}

function parseSavePoints(words: readonly string[]): SavePoint[] | undefined {
  if (words.length % 2 !== 0) return undefined;
  const points: SavePoint[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const seconds = parseLooseInteger(words[at] ?? '', 10);
    const changes = parseLooseInteger(words[at + 1] ?? '', 10);
    if (seconds === undefined || seconds < 1n || changes === undefined || changes < 0n)
      return undefined;
    points.push({ seconds: Number(seconds), changes: Number(changes) });
  }
  return points;
}

const SHUTDOWN_WORDS: readonly ShutdownFlag[] = ['save', 'nosave', 'now', 'force'];

/** What a signal does on the way out; `default` is the empty set. */
export function shutdownFlags(
  name: string,
  slot: Slot<readonly ShutdownFlag[]>,
  description: KindDescription<readonly ShutdownFlag[]>,
): Option {
  return defineOption<readonly ShutdownFlag[]>(
    {
      name,
      slot,
      type: '`default`, or some of `save`, `nosave`, `now`, `force`',
      multi: true,
      parse: (words) => {
        const given = new Set(words.map((item) => item.toLowerCase()));
        const known = SHUTDOWN_WORDS.filter((item) => given.delete(item));
        given.delete('default');
        if (words.length === 0 || given.size > 0) return oneOf(['default', ...SHUTDOWN_WORDS]);
        if (known.includes('save') && known.includes('nosave')) {
          return "shutdown options SAVE and NOSAVE can't be used simultaneously";
        }
        return { value: known };
      },
      print: (flags) => (flags.length === 0 ? 'default' : flags.join(' ')),
    },
    description,
  );
}

/** The scores of `oom-score-adj-values`. */
export function scores(
  name: string,
  slot: Slot<readonly [number, number, number]>,
  description: KindDescription<readonly [number, number, number]>,
): Option {
  return defineOption<readonly [number, number, number]>(
    {
      name,
      slot,
      type: 'three integers -2000 to 2000',
      multi: true,
      parse: (words) => {
        if (words.length !== 3) return 'wrong number of arguments';
        const values = words.map((item) => parseLooseInteger(item, 10));
        if (values.some((value) => value === undefined || value < -2000n || value > 2000n)) {
          return 'Invalid oom-score-adj-values, elements must be between -2000 and 2000.';
        }
        const [first = 0, second = 0, third = 0] = values.map(Number);
        return { value: [first, second, third] };
      },
      print: (value) => value.join(' '),
    },
    description,
  );
}

/** The percentiles of `latency-tracking-info-percentiles`; one empty word means none. */
export function percentiles(
  name: string,
  slot: Slot<readonly number[]>,
  description: KindDescription<readonly number[]>,
): Option {
  const print = (values: readonly number[]): string => values.map(printPercentile).join(' ');
  return defineOption<readonly number[]>(
    {
      name,
      slot,
      type: 'numbers 0 to 100',
      multi: true,
      parse: (words) => {
        const values = isOneEmptyWord(words) ? [] : words.map(parsePercentile);
        if (values.includes(undefined))
          return 'Invalid latency-tracking-info-percentiles parameters';
        const numbers = values.filter((value) => value !== undefined);
        if (numbers.every((value) => value >= 0 && value <= 100)) return { value: numbers };
        return 'latency-tracking-info-percentiles parameters should sit between [0.0,100.0]';
      },
      print,
      printLine: (values) => (values.length === 0 ? '""' : print(values)),
      alwaysWritten: true,
    },
    description,
  );
}

function parsePercentile(word: string): number | undefined {
  if (/^[+-]?(?:inf|infinity)$/i.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[0-9a-f]+)$/i.test(word))
    return undefined;
  return /^[+-]?0x/i.test(word)
    ? Number(word.replace(/^[+-]/, '')) * (word.startsWith('-') ? -1 : 1)
    : Number(word);
}

/** Six digits after the point at most, as C's `%f` without its trailing zeros. */
function printPercentile(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}

/** The letters of `notify-keyspace-events`; `A` stands for most of them. */
export function eventClasses(
  name: string,
  slot: Slot<number>,
  description: KindDescription<number>,
): Option {
  return defineOption(
    {
      name,
      slot,
      type: 'letters',
      parse: ([letters = '']) => {
        const value = parseEventClasses(letters);
        return value === undefined
          ? "Invalid event class character. Use 'Ag$lshzxeKEtmdn'."
          : { value };
      },
      print: printEventClasses,
      printLine: (value) => `"${printEventClasses(value)}"`,
    },
    description,
  );
}

/** The bits of a list of class letters; undefined when one of them names no class. */
function parseEventClasses(letters: string): number | undefined {
  const bits = new Map<string, number>([
    ...Object.entries(KEYSPACE_EVENTS),
    ['A', KEYSPACE_EVENTS_ALL],
  ]);
  let flags = 0;
  for (const letter of letters) {
    const bit = bits.get(letter);
    if (bit === undefined) return undefined;
    flags |= bit;
  }
  return flags;
}

/** The letters of a set of classes, in Redis's order. With `A`, Redis 7 leaves out `n`. */
function printEventClasses(flags: number): string {
  const letters = (of: string): string =>
    Object.entries(KEYSPACE_EVENTS)
      .filter(([letter, bit]) => of.includes(letter) && (flags & bit) !== 0)
      .map(([letter]) => letter)
      .join('');
  const classes =
    (flags & KEYSPACE_EVENTS_ALL) === KEYSPACE_EVENTS_ALL ? 'A' : letters('g$lshzxetdn');
  return classes + letters('KE') + letters('m');
}

function isOneEmptyWord(words: readonly string[]): boolean {
  return words.length === 1 && words[0] === '';
}
