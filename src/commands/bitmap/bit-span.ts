import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';

/** A run of bits by number, both ends included. With `first` above `last` it is empty. */
export interface BitSpan {
  readonly first: number;
  readonly last: number;
}

/** Two ends as a request gives them: from the end of the string when negative, bytes or bits. */
export interface SpanWords {
  readonly start: number | bigint;
  readonly end: number | bigint;
  readonly unit: 'byte' | 'bit';
}

/** What a unit's word says. */
export function readUnit(call: Call, word: number): 'byte' | 'bit' {
  if (call.is(word, 'bit')) return 'bit';
  if (call.is(word, 'byte')) return 'byte';
  throw Errors.syntax;
}

export function wholeString(bytes: number): BitSpan {
  return { first: 0, last: bytes * 8 - 1 };
}

/** The span within a string of this length. */
export function resolveSpan(words: SpanWords, bytes: number): BitSpan {
  const total = words.unit === 'bit' ? bytes * 8 : bytes;
  const start = fromStart(words.start, total);
  const end = Math.min(fromStart(words.end, total), total - 1);
  if (words.unit === 'bit') return { first: start, last: end };
  return { first: start * 8, last: end * 8 + 7 };
}

/** Counted from the end when negative, but never before the first. */
function fromStart(position: number | bigint, total: number): number {
  const index = Number(position);
  return index < 0 ? Math.max(0, total + index) : index;
}
