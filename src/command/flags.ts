/** Command flags, as COMMAND INFO names them. What they mean for a call is decided in `engine/gates`. */
const FLAG_NAMES = [
  'write',
  'readonly',
  'denyoom',
  'module',
  'admin',
  'pubsub',
  'noscript',
  'blocking',
  'loading',
  'stale',
  'skip_monitor',
  'skip_slowlog',
  'asking',
  'fast',
  'no_auth',
  'may_replicate',
  'no_mandatory_keys',
  'no_async_loading',
  'no_multi',
  'allow_busy',
  'movablekeys',
  // Not shown to clients: the command needs `enable-debug-command` or `enable-module-command`.
  'protected',
  // Not shown to clients: dangerous though not administrative, as KEYS and SORT are.
  'dangerous',
] as const;

export type CommandFlag = (typeof FLAG_NAMES)[number];

const HIDDEN: readonly CommandFlag[] = ['protected', 'dangerous'];

/** The flags of a command as bits, in the order of their names. */
export const FlagBit = Object.freeze(
  Object.fromEntries(FLAG_NAMES.map((name, bit) => [name, 1 << bit])) as Record<
    CommandFlag,
    number
  >,
);

export function flagBits(flags: readonly CommandFlag[]): number {
  return flags.reduce((bits, flag) => bits | FlagBit[flag], 0);
}

/** The names that COMMAND INFO shows. */
export function shownFlags(bits: number): readonly CommandFlag[] {
  return FLAG_NAMES.filter((name) => (bits & FlagBit[name]) !== 0 && !HIDDEN.includes(name));
}
