import { bytes, bytesOrPercent, count, MAX_LONG, MAX_ULONG } from '../numeric-kinds.ts';
import type { Option } from '../option.ts';
import { flag, word } from '../option-kinds.ts';
import { heldNumber, slot } from '../slot.ts';
import { idleCount, idleFlag } from '../without-effect.ts';

const OWN_ALLOCATOR =
  'Data lives in slabs with size classes of their own; there is nothing that this could move.';

const NOTHING_SLOW =
  'All values are strings yet, and freeing a string never takes long enough to be put off.';

/** Memory: its limit, eviction, and freeing in the background. */
export const memoryOptions: readonly Option[] = [
  bytes('maxmemory', slot('memory', 'maxmemoryBytes'), {
    doc: 'Memory that data may use before keys are evicted or writes refused; 0 for no limit.',
    max: MAX_ULONG,
    unsigned: true,
  }),
  word('maxmemory-policy', slot('memory', 'maxmemoryPolicy'), {
    doc: 'What is evicted at the limit: among all keys or those with an expiry, the least recently or least frequently used, any, or those that expire first; or nothing.',
    words: [
      'volatile-lru',
      'volatile-lfu',
      'volatile-random',
      'volatile-ttl',
      'allkeys-lru',
      'allkeys-lfu',
      'allkeys-random',
      'noeviction',
    ],
  }),
  count('maxmemory-samples', slot('memory', 'maxmemorySamples'), {
    doc: 'Keys compared to find the one to evict.',
    min: 1n,
    max: 64n,
  }),
  count('maxmemory-eviction-tenacity', slot('memory', 'maxmemoryEvictionTenacity'), {
    doc: 'How long a turn may evict: 0 is shortest, 100 is until enough is free.',
    max: 100n,
  }),
  bytesOrPercent('maxmemory-clients', slot('memory', 'maxmemoryClients'), {
    doc: 'Memory that all clients together may use before the biggest is disconnected, in bytes or per cent of `maxmemory`; 0 for no limit, below 128 KiB means that. The secure mode says `1gb`.',
    min: -100n,
    max: MAX_LONG,
  }),
  count('lfu-log-factor', slot('memory', 'lfuLogFactor'), {
    doc: 'How slowly the counter of uses grows.',
  }),
  count('lfu-decay-time', slot('memory', 'lfuDecayTimeMin'), {
    doc: 'Time after which the counter of uses goes down by one.',
    unit: 'minutes',
  }),
  count('active-expire-effort', slot('memory', 'activeExpireEffort'), {
    doc: 'How much work goes into finding expired keys that nobody asks for.',
    min: 1n,
    max: 10n,
  }),
  flag('lazyfree-lazy-eviction', slot('memory', 'lazyfreeEviction'), {
    doc: 'Whether evicted values are freed in the background.',
    noEffect: NOTHING_SLOW,
  }),
  flag('lazyfree-lazy-expire', slot('memory', 'lazyfreeExpire'), {
    doc: 'Whether expired values are freed in the background.',
    noEffect: NOTHING_SLOW,
  }),
  flag('lazyfree-lazy-server-del', slot('memory', 'lazyfreeServerDel'), {
    doc: 'Whether values overwritten by a command are freed in the background.',
    noEffect: NOTHING_SLOW,
  }),
  flag('lazyfree-lazy-user-del', slot('memory', 'lazyfreeUserDel'), {
    doc: 'Whether DEL frees in the background, as UNLINK does.',
    noEffect: NOTHING_SLOW,
  }),
  flag('lazyfree-lazy-user-flush', slot('memory', 'lazyfreeUserFlush'), {
    doc: 'Whether FLUSHALL and FLUSHDB without a word free in the background.',
  }),
  count('tracking-table-max-keys', slot('memory', 'trackingTableMaxKeys'), {
    doc: 'Keys remembered for client-side caching; 0 for no limit. Beyond it any are forgotten, and so they must be by those who have read them.',
    max: MAX_LONG,
    unsigned: true,
  }),
  flag('activedefrag', slot('memory', 'activeDefrag'), {
    doc: 'Whether memory is defragmented while the server runs.',
    refused: `${OWN_ALLOCATOR} \`yes\` is refused, as by a Redis without its own jemalloc.`,
    refuse: (on) =>
      on
        ? 'Active defragmentation cannot be enabled: the slabs of this server have nothing to move'
        : undefined,
  }),
  bytes('active-defrag-ignore-bytes', heldNumber('active-defrag-ignore-bytes', 104_857_600), {
    doc: 'Waste below which nothing is moved.',
    min: 1n,
    max: MAX_LONG,
    unsigned: true,
    noEffect: OWN_ALLOCATOR,
  }),
  idleCount('active-defrag-threshold-lower', 10, {
    doc: 'Percentage of waste at which moving begins.',
    max: 1000n,
    noEffect: OWN_ALLOCATOR,
  }),
  idleCount('active-defrag-threshold-upper', 100, {
    doc: 'Percentage of waste at which most effort is spent.',
    max: 1000n,
    noEffect: OWN_ALLOCATOR,
  }),
  idleCount('active-defrag-cycle-min', 1, {
    doc: 'Least effort in per cent of processor time.',
    min: 1n,
    max: 99n,
    noEffect: OWN_ALLOCATOR,
  }),
  idleCount('active-defrag-cycle-max', 25, {
    doc: 'Most effort in per cent of processor time.',
    min: 1n,
    max: 99n,
    noEffect: OWN_ALLOCATOR,
  }),
  idleCount('active-defrag-max-scan-fields', 1000, {
    doc: 'Elements of a collection that are moved in one go.',
    min: 1n,
    max: MAX_LONG,
    unsigned: true,
    noEffect: OWN_ALLOCATOR,
  }),
  idleFlag('jemalloc-bg-thread', true, {
    doc: 'Whether jemalloc purges in a thread.',
    noEffect: 'jemalloc is not used.',
  }),
];
