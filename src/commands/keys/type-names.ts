/** Types as TYPE and SCAN name them, by their number in an entry. */
export const TYPE_NAMES = ['string', 'list', 'set', 'zset', 'hash', undefined, 'stream'] as const;
