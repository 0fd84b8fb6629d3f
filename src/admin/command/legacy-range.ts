import type { KeySpec } from '../../command/key-spec.ts';

/** The three numbers by which clients before Redis 7 find keys, and whether they find all. */
export interface LegacyRange {
  readonly first: number;
  /** Negative: counted from the end. */
  readonly last: number;
  readonly step: number;
  /** Some keys are elsewhere: the flag `movablekeys`. */
  readonly isIncomplete: boolean;
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/**
 * Key specs as one range, as far as that goes: a single spec as it is, of several those plain ones that follow each
 * other. Clients have relied on exactly these numbers for years.
 */
export function legacyRange(specs: readonly KeySpec[]): LegacyRange {
  const isIncomplete = specs.some((spec) => spec.access.includes('incomplete'));
  const [only] = specs;
  if (only === undefined) return { first: 0, last: 0, step: 0, isIncomplete };
  const single = specs.length === 1 ? rangeOf(only) : undefined;
  return single === undefined ? joined(specs, isIncomplete) : { ...single, isIncomplete };
}

function joined(specs: readonly KeySpec[], isIncomplete: boolean): LegacyRange {
  let range: Range | undefined;
  let isPartial = isIncomplete;
  for (const spec of specs) {
    const next = rangeOf(spec);
    if (next?.step !== 1 || (range !== undefined && range.last !== next.first - 1))
      isPartial = true;
    else range = { first: range?.first ?? next.first, last: next.last, step: 1 };
  }
  if (range === undefined) return { first: 0, last: 0, step: 0, isIncomplete: true };
  return { ...range, isIncomplete: isPartial };
}

/** In absolute positions; undefined for a spec that is no range. */
function rangeOf({ begin, find }: KeySpec): Range | undefined {
  if (typeof begin !== 'number' || find === 'unknown' || 'numkeys' in find) return undefined;
  return { first: begin, last: find.last < 0 ? find.last : begin + find.last, step: find.step };
}
