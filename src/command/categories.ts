import { FlagBit } from './flags.ts';

/** ACL categories, in the order of ACL CAT. */
export const CATEGORIES = [
  'keyspace',
  'read',
  'write',
  'set',
  'sortedset',
  'list',
  'hash',
  'string',
  'bitmap',
  'hyperloglog',
  'geo',
  'stream',
  'pubsub',
  'admin',
  'fast',
  'slow',
  'blocking',
  'dangerous',
  'connection',
  'transaction',
  'scripting',
] as const;

export type Category = (typeof CATEGORIES)[number];

export const CategoryBit = Object.freeze(
  Object.fromEntries(CATEGORIES.map((name, bit) => [name, 1 << bit])) as Record<Category, number>,
);

/** Written categories plus those that follow from the flags, as Redis derives them. */
export function categoryBits(written: readonly Category[], flags: number): number {
  let bits = written.reduce((sum, name) => sum | CategoryBit[name], 0);
  if ((flags & FlagBit.write) !== 0) bits |= CategoryBit.write;
  if ((flags & FlagBit.readonly) !== 0 && (bits & CategoryBit.scripting) === 0)
    bits |= CategoryBit.read;
  if ((flags & FlagBit.admin) !== 0) bits |= CategoryBit.admin | CategoryBit.dangerous;
  if ((flags & FlagBit.dangerous) !== 0) bits |= CategoryBit.dangerous;
  if ((flags & FlagBit.pubsub) !== 0) bits |= CategoryBit.pubsub;
  if ((flags & FlagBit.blocking) !== 0) bits |= CategoryBit.blocking;
  return bits | ((flags & FlagBit.fast) !== 0 ? CategoryBit.fast : CategoryBit.slow);
}
