/** How a command uses a key, as COMMAND GETKEYSANDFLAGS names it. */
const KEY_FLAGS = [
  'RO',
  'RW',
  'OW',
  'RM',
  'access',
  'update',
  'insert',
  'delete',
  'not_key',
  'incomplete',
  'variable_flags',
] as const;

export type KeyFlag = (typeof KEY_FLAGS)[number];

export const KeyFlagBit = Object.freeze(
  Object.fromEntries(KEY_FLAGS.map((name, bit) => [name, 1 << bit])) as Record<KeyFlag, number>,
);

export function keyFlagBits(flags: readonly KeyFlag[]): number {
  return flags.reduce((bits, flag) => bits | KeyFlagBit[flag], 0);
}

export function keyFlagNames(bits: number): readonly KeyFlag[] {
  return KEY_FLAGS.filter((name) => (bits & KeyFlagBit[name]) !== 0);
}

/** Where the search for keys begins: at a word, or after a keyword looked for from a word on (from the end when negative). */
export type KeyBegin = number | { readonly keyword: string; readonly from: number };

/**
 * Which words from there on are keys. `range`: up to `last` words further (negative: counted from the end), every
 * `step`th, and of what remains only a `limit`th part. `counted`: a word holds the number of keys.
 */
export type KeyFind =
  | { readonly last: number; readonly step: number; readonly limit: number }
  | { readonly numkeys: number; readonly first: number; readonly step: number }
  | 'unknown';

/** Finds a command's keys from data alone, so that the ACL, COMMAND GETKEYS and COMMAND INFO cannot disagree. */
export interface KeySpec {
  readonly begin: KeyBegin;
  readonly find: KeyFind;
  readonly access: readonly KeyFlag[];
  /** What COMMAND INFO says beside it. */
  readonly notes?: string;
}

export const NO_KEYS: readonly KeySpec[] = [];

/** One key at a word. */
export function keyAt(word: number, ...access: readonly KeyFlag[]): KeySpec {
  return { begin: word, find: { last: 0, step: 1, limit: 0 }, access };
}

/** Keys from a word to the end (`last` -1) or to a word counted from the end, every `step`th. */
export function keysFrom(
  word: number,
  range: { last: number; step: number },
  ...access: readonly KeyFlag[]
): KeySpec {
  return { begin: word, find: { ...range, limit: 0 }, access };
}

/** As many keys as the word at `begin` says, starting at the next word. */
export function keysCounted(begin: number, ...access: readonly KeyFlag[]): KeySpec {
  return { begin, find: { numkeys: 0, first: 1, step: 1 }, access };
}
