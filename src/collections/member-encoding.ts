import { kindOf, ValueType } from '../keyspace/entry.ts';

/** How a set or a hash is kept, as the type and encoding of its entry. */
export const INTSET_SET = kindOf(ValueType.set, 0);
export const LISTPACK_SET = kindOf(ValueType.set, 1);
export const BIG_SET = kindOf(ValueType.set, 8);
export const LISTPACK_HASH = kindOf(ValueType.hash, 0);
export const BIG_HASH = kindOf(ValueType.hash, 8);
