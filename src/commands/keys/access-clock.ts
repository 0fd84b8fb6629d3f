import type { Call } from '../../command/call.ts';

const CLOCK_BITS = 0xff_ffff;
const MINUTE_BITS = 0xffff;
const MINUTE_MS = 60_000;

/** Seconds since the last use, from the 24 bits that an entry keeps of it; they wrap after 194 days, as in Redis. */
export function idleSeconds(call: Call, address: number): number {
  const now = Math.floor(call.nowMs / 1000);
  return (now - (accessWord(call, address) >>> 8)) & CLOCK_BITS;
}

/** The count of uses as it stands now: one less for each period without a use. */
export function decayedFrequency(call: Call, address: number): number {
  const word = accessWord(call, address);
  const count = (word >>> 8) & 0xff;
  const { lfuDecayTimeMin } = call.settings.memory;
  if (lfuDecayTimeMin === 0) return count;
  const minutes = (Math.floor(call.nowMs / MINUTE_MS) - (word >>> 16)) & MINUTE_BITS;
  return Math.max(0, count - Math.floor(minutes / lfuDecayTimeMin));
}

function accessWord(call: Call, address: number): number {
  const { slabs } = call.db.world;
  return slabs.view(address).getUint32(slabs.offset(address) + 4, true);
}
