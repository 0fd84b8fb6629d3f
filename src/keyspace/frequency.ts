import type { World } from './world.ts';

/** A key starts with this count, so that it isn't the first to be evicted before anybody read it. Redis: LFU_INIT_VAL. */
const FIRST_COUNT = 5;
const COUNT_MAX = 255;
const MINUTE_BITS = 0xffff;
const CLOCK_BITS = 0xff_ffff;

/** The access word of a new entry under an LFU policy: minutes in bits 16-31, count in 8-15. */
export function newFrequency(world: World): number {
  return (minutes(world) << 16) | (FIRST_COUNT << 8);
}

/** The access word of an entry that is being read: the count decays by time, then grows by chance. */
export function frequencyTouched(access: number, world: World): number {
  let count = frequencyNow(access, world);
  if (count < COUNT_MAX) {
    // The higher the count, the less likely it grows, so 8 bits tell a thousand uses from a million.
    const above = Math.max(0, count - FIRST_COUNT);
    if (world.random.fraction() * (above * world.memory.lfuLogFactor + 1) < 1) count++;
  }
  return (minutes(world) << 16) | (count << 8);
}

/** The count as it stands now: one less for each decay time without a use. What OBJECT FREQ answers. */
export function frequencyNow(access: number, world: World): number {
  const count = (access >>> 8) & 0xff;
  const { lfuDecayTimeMin } = world.memory;
  if (lfuDecayTimeMin === 0) return count;
  const elapsed = (minutes(world) - (access >>> 16)) & MINUTE_BITS;
  return Math.max(0, count - Math.floor(elapsed / lfuDecayTimeMin));
}

/** Seconds since the last use under the other policies. The clock wraps after 194 days, as in Redis. */
export function idleSeconds(access: number, world: World): number {
  return (Math.floor(world.nowMs / 1000) - (access >>> 8)) & CLOCK_BITS;
}

function minutes(world: World): number {
  return Math.floor(world.nowMs / 60_000) & MINUTE_BITS;
}
