import { lowerBound } from '../base/lower-bound.ts';
import type { CommandRow } from '../command/row.ts';

/** Which keys that a session reads are remembered: all; those read after CACHING YES; all but those read after CACHING NO. */
export type TrackingMode = 'all' | 'opt-in' | 'opt-out';

/** Rough size of a prefix's places in two sets; its name comes on top. */
const PREFIX_BYTES = 300;

/** CLIENT TRACKING as one session has switched it on. */
export class SessionTracking {
  /** CLIENT ID of who gets the messages; 0: the session itself. */
  redirectId = 0;
  isBroadcast = false;
  mode: TrackingMode = 'all';
  /** Changes by its own calls are not told. */
  noLoop = false;
  /** A message could not be sent because the one it was for is gone. */
  isBroken = false;
  /** CLIENT CACHING has been said: holds for what follows, calls of this container excepted. */
  caching: CommandRow | undefined;
  /** One character per byte, in ascending order. */
  readonly prefixes: string[] = [];
  /** Memory of the prefixes. */
  bytes = 0;

  /** Whether the keys of the next call are to be remembered. */
  get remembers(): boolean {
    if (this.isBroadcast) return false;
    if (this.mode === 'all') return true;
    return (this.mode === 'opt-in') === (this.caching !== undefined);
  }

  add(prefix: string): void {
    this.prefixes.splice(lowerBound(this.prefixes, prefix), 0, prefix);
    this.bytes += PREFIX_BYTES + prefix.length;
  }
}
