import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, fromLatin1, quoteBytes } from '../../src/base/bytes.ts';
import { Chance } from './chance.ts';

/** Seconds for each target: a few in a test run, minutes by hand. */
const { CASEMATE_FUZZ_SECONDS } = process.env;
const SECONDS = Number(CASEMATE_FUZZ_SECONDS ?? 3);
/** A test run tries the same inputs each time, so that a commit that has passed passes again; by hand there are new ones. */
const STEADY_SEED = 20_261_121;
/** `seed` or `seed:execution`, as a failure prints it: the same inputs again, from there on. */
const [SEED = '', FIRST = '0'] = (process.env['CASEMATE_FUZZ_SEED'] ?? '').split(':');
const MUTATIONS_MAX = 6;
const GROWN_BYTES_MAX = 4096;
/** Executions between two looks at the clock. */
const BATCH = 16;

export interface FuzzTarget {
  /** What must be true of any bytes. */
  readonly name: string;
  /** Inputs that are right, one character per byte: what is tried is made of them. */
  readonly samples: readonly string[];
  /** What only chance of ages would find: keywords, numbers at limits. */
  readonly words?: readonly string[];
  /** Throws when it isn't true. `chance` is the same whenever the same input is tried. */
  readonly check: (bytes: Uint8Array, chance: Chance) => void | Promise<void>;
}

/** A test that tries changed samples for some seconds. A failure is cut down and told with what repeats it. */
export function fuzz(target: FuzzTarget): void {
  test(target.name, async (context) => {
    const seed = SEED === '' ? newSeed() : Number(SEED);
    const samples = target.samples.map(fromLatin1);
    for (const sample of samples) await target.check(sample, new Chance(seed, 0));
    const until = performance.now() + SECONDS * 1000;
    let execution = Number(FIRST);
    while (performance.now() < until) {
      for (let i = 0; i < BATCH; i++, execution++) {
        const chance = new Chance(seed, execution);
        const bytes = changed(samples, target.words ?? [], chance);
        const failed = await failure(target, bytes, new Chance(seed, execution));
        if (failed === undefined) continue;
        await report(target, bytes, { seed, execution });
      }
    }
    context.diagnostic(`${execution - Number(FIRST)} executions, seed ${seed}`);
  });
}

function newSeed(): number {
  return CASEMATE_FUZZ_SECONDS === undefined ? STEADY_SEED : Date.now() % 1_000_000_007;
}

interface Place {
  readonly seed: number;
  readonly execution: number;
}

async function failure(target: FuzzTarget, bytes: Uint8Array, chance: Chance): Promise<unknown> {
  try {
    const promise = target.check(bytes, chance);
    // Most checks don't wait, and waiting costs more than they do.
    if (promise !== undefined) await promise;
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}

async function report(target: FuzzTarget, bytes: Uint8Array, place: Place): Promise<never> {
  const again = (some: Uint8Array): Promise<unknown> =>
    failure(target, some, new Chance(place.seed, place.execution));
  const least = await cutDown(bytes, async (some) => (await again(some)) !== undefined);
  const error = await again(least);
  assert.fail(
    `${quoteBytes(least)}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n` +
      `again: CASEMATE_FUZZ_SEED=${place.seed}:${place.execution}`,
  );
}

/** Leaves out pieces, smaller and smaller ones, as long as it still fails. */
async function cutDown(
  bytes: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let least = bytes;
  for (let size = bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= least.length; ) {
      const shorter = concatBytes([least.subarray(0, at), least.subarray(at + size)]);
      if (await fails(shorter)) least = shorter;
      else at += size;
    }
  }
  return least;
}

function changed(
  samples: readonly Uint8Array[],
  words: readonly string[],
  chance: Chance,
): Uint8Array {
  let bytes = chance.pick(samples).slice();
  for (let left = 1 + chance.below(MUTATIONS_MAX); left > 0; left--) {
    bytes = mutated(bytes, { samples, words, chance });
  }
  return bytes.subarray(0, GROWN_BYTES_MAX);
}

interface Material {
  readonly samples: readonly Uint8Array[];
  readonly words: readonly string[];
  readonly chance: Chance;
}

function mutated(bytes: Uint8Array, { samples, words, chance }: Material): Uint8Array<ArrayBuffer> {
  const at = chance.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + chance.length());
  const replaced = (by: Uint8Array, from = at, to = end): Uint8Array<ArrayBuffer> =>
    concatBytes([bytes.subarray(0, from), by, bytes.subarray(to)]) as Uint8Array<ArrayBuffer>;
  const other = chance.pick(samples);
  const otherAt = chance.below(other.length + 1);
  switch (chance.below(8)) {
    case 0:
      return replaced(Uint8Array.of((bytes[at] ?? 0) ^ (1 << chance.below(8))), at, at + 1);
    case 1:
      return replaced(Uint8Array.of(chance.byte()), at, at + 1);
    case 2:
      return replaced(new Uint8Array(0));
    case 3:
      return replaced(concatBytes([bytes.subarray(at, end), bytes.subarray(at, end)]));
    case 4:
      return replaced(other.subarray(otherAt, otherAt + chance.length()));
    case 5:
      return replaced(other.subarray(otherAt), at, bytes.length);
    case 6:
      return replaced(fromLatin1(words.length === 0 ? '' : chance.pick(words)), at, at);
    default:
      return withNumber(bytes, chance);
  }
}

const DIGITS = /^\d+/;
const NUMBERS: readonly string[] = [
  ...['0', '-1', '1', '2', '10', '11', '16384', '16385', '65536', '1048576', '2147483647'],
  ...['2147483648', '4294967296', '9007199254740993', '9223372036854775807', '1e9', '00', ''],
];

/** Another number in place of one of those that are there. */
function withNumber(bytes: Uint8Array, chance: Chance): Uint8Array<ArrayBuffer> {
  const from = chance.below(bytes.length + 1);
  const text = Buffer.from(bytes).toString('latin1');
  const digits = /\d/.exec(text.slice(from));
  if (digits === null) return bytes.slice();
  const at = from + digits.index;
  const [old = ''] = DIGITS.exec(text.slice(at)) ?? [];
  return fromLatin1(
    text.slice(0, at) + chance.pick(NUMBERS) + text.slice(at + old.length),
  ) as Uint8Array<ArrayBuffer>;
}
