/** What happens when `maxmemory` is reached. */
export type MaxmemoryPolicy =
  | 'volatile-lru'
  | 'volatile-lfu'
  | 'volatile-random'
  | 'volatile-ttl'
  | 'allkeys-lru'
  | 'allkeys-lfu'
  | 'allkeys-random'
  | 'noeviction';

/** How much memory may be used, what is evicted, and what is freed in the background. */
export class MemorySettings {
  /** 0 means no limit. */
  maxmemoryBytes = 0;
  maxmemoryPolicy: MaxmemoryPolicy = 'noeviction';
  maxmemorySamples = 5;
  maxmemoryEvictionTenacity = 10;
  /** Positive: bytes. Negative: per cent of `maxmemoryBytes`. 0: clients are not evicted. */
  maxmemoryClients = 0;
  lfuLogFactor = 10;
  lfuDecayTimeMin = 1;
  activeExpireEffort = 1;
  lazyfreeEviction = false;
  lazyfreeExpire = false;
  lazyfreeServerDel = false;
  lazyfreeUserDel = false;
  lazyfreeUserFlush = false;
  trackingTableMaxKeys = 1_000_000;
  activeDefrag = false;
}
