import type { World } from './world.ts';

/** A key starts with this count, so that it isn't the first to be evicted before anybody read it. Redis: LFU_INIT_VAL. */
const FIRST_COUNT = 5;

/** The access word of a new entry under an LFU policy: minutes in bits 16-31, count in 8-15. */
export function newFrequency(world: World): number {
  return (minutes(world) << 16) | (FIRST_COUNT << 8);
}

/** The access word of an entry that is being read: the count decays by time, then grows by chance. */
export function frequencyTouched(access: number, world: World): number {
  return (minutes(world) << 16) | (access & 0xff00);
}

function minutes(world: World): number {
  return Math.floor(world.nowMs / 60_000) & 0xffff;
}
