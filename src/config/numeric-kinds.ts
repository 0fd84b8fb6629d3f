import { INT64_MAX } from '../base/int64.ts';
import { formatMemorySize, parseInteger, parseLooseInteger, parseMemorySize } from './numbers.ts';
import type { Option } from './option.ts';
import { defineOption, type KindDescription } from './option-kinds.ts';
import type { Slot } from './slot.ts';

/** Bounds of C's types, which Redis's complaints print. */
const MAX_INT = 2_147_483_647n;
export const MIN_INT = -2_147_483_648n;
export const MAX_UINT = 4_294_967_295n;
export const MAX_LONG = INT64_MAX;
export const MAX_ULONG = 18_446_744_073_709_551_615n;

/** Bounds of a number. */
export interface NumberDescription extends KindDescription<number> {
  readonly min?: bigint;
  /** 2^31 - 1 when absent. */
  readonly max?: bigint;
  /** Redis keeps it in an unsigned type: a negative number is complained about as a huge one. */
  readonly unsigned?: true;
  /** What a value within the bounds becomes (`hz` is capped, not refused). */
  readonly settle?: (value: number) => number;
  readonly unit?: string;
}

type NumberForm = 'integer' | 'memory' | 'memory or percent' | 'octal';

/** A whole number. */
export function count(name: string, slot: Slot<number>, description: NumberDescription): Option {
  return numeric({ name, slot, form: 'integer' }, description);
}

/** A size in bytes, with units. */
export function bytes(name: string, slot: Slot<number>, description: NumberDescription): Option {
  return numeric({ name, slot, form: 'memory' }, description);
}

/** A size in bytes, or a percentage, which is kept as a negative number. */
export function bytesOrPercent(
  name: string,
  slot: Slot<number>,
  description: NumberDescription,
): Option {
  return numeric({ name, slot, form: 'memory or percent' }, description);
}

/** A number in octal: permission bits. */
export function octal(name: string, slot: Slot<number>, description: NumberDescription): Option {
  return numeric({ name, slot, form: 'octal' }, description);
}

interface NumericRow {
  readonly name: string;
  readonly slot: Slot<number>;
  readonly form: NumberForm;
}

function numeric(row: NumericRow, description: NumberDescription): Option {
  const {
    min = 0n,
    max = MAX_INT,
    unsigned = false,
    settle = (value: number) => value,
    unit,
    ...rest
  } = description;
  const bounds = { min, max, unsigned, form: row.form };
  const print = (value: number): string => printNumber(value, bounds);
  return defineOption(
    {
      name: row.name,
      slot: row.slot,
      type: describeType(bounds, unit),
      parse: ([word = '']) => {
        const value = parseNumber(word, row.form);
        if (value === undefined) return COMPLAINTS[row.form];
        return outOfBounds(value, bounds) ?? { value: settle(Number(value)) };
      },
      print,
      printLine: (value) =>
        row.form === 'memory' || (row.form === 'memory or percent' && value >= 0)
          ? formatMemorySize(exact(value, max))
          : print(value),
    },
    rest,
  );
}

interface Bounds {
  readonly min: bigint;
  readonly max: bigint;
  readonly unsigned: boolean;
  readonly form: NumberForm;
}

const COMPLAINTS = {
  integer: "argument couldn't be parsed into an integer",
  memory: 'argument must be a memory value',
  'memory or percent': 'argument must be a memory or percent value',
  octal: "argument couldn't be parsed as an octal number",
} as const;

function parseNumber(word: string, form: NumberForm): bigint | undefined {
  if (form === 'integer') return parseInteger(word);
  if (form === 'octal') return parseLooseInteger(word, 8);
  const size = parseMemorySize(word);
  if (size !== undefined || form === 'memory') return size;
  if (!word.endsWith('%')) return undefined;
  const percent = parseInteger(word.slice(0, -1));
  return percent === undefined || percent < 0n ? undefined : -percent;
}

function outOfBounds(given: bigint, { min, max, unsigned, form }: Bounds): string | undefined {
  const value = unsigned
    ? BigInt.asUintN(64, given)
    : given > MAX_LONG
      ? BigInt.asIntN(64, given)
      : given;
  if (form === 'memory or percent' && value < 0n) {
    return value < min ? `percentage argument must be less or equal to ${String(-min)}` : undefined;
  }
  if (value >= min && value <= max) return undefined;
  const base = form === 'octal' ? 8 : 10;
  return `argument must be between ${min.toString(base)} and ${max.toString(base)} inclusive`;
}

/** Settings hold doubles: beyond 2^53 the nearest one, but never a number above the bound. */
function exact(value: number, max: bigint): bigint {
  const whole = BigInt(value);
  return whole > max ? max : whole;
}

function printNumber(value: number, { form, max }: Bounds): string {
  if (form === 'octal') return value.toString(8);
  if (form === 'memory or percent' && value < 0) return `${String(-value)}%`;
  return String(exact(value, max));
}

function describeType({ min, max, form }: Bounds, unit: string | undefined): string {
  if (form === 'memory') return 'bytes';
  if (form === 'memory or percent') return 'bytes or per cent';
  if (form === 'octal') return 'octal mode';
  const range =
    max >= MAX_INT ? `integer from ${String(min)}` : `integer ${String(min)} to ${String(max)}`;
  return unit === undefined ? range : `${unit}, ${range}`;
}
