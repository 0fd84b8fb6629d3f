import type { Call } from '../../command/call.ts';
import { CommandError } from '../../command/errors.ts';
import type { SnapshotEntry } from '../../keyspace/snapshot-entry.ts';
import type { ServerServices } from '../services.ts';

/** Slots passed between two looks at the clock. */
const SLOTS_PER_STEP = 512;
/** How long a slice may take. */
const SLICE_MS = 0.7;

/**
 * DEBUG SNAPSHOT-WALK: one point-in-time pass over all data in slices, copied and thrown away. For measuring what a
 * snapshot costs those who work meanwhile (npm run bench), until there is a file to write.
 */
export function debugSnapshotWalk({ keyspace, clock }: ServerServices, call: Call): void {
  const { snapshot } = keyspace;
  if (snapshot.state !== 'idle') throw new CommandError('ERR a snapshot is running already');
  const copy = new Uint8Array(1 << 16);
  let bytes = 0;
  snapshot.begin({
    entry: ({ value }: SnapshotEntry) => {
      bytes += value.length;
      if (value.length <= copy.length) copy.set(value.view());
    },
  });
  const entries = snapshot.entriesTotal;
  call.defer(
    new Promise((resolve) => {
      const slice = (): void => {
        const untilMs = clock.monotonicMs() + SLICE_MS;
        while (clock.monotonicMs() < untilMs) {
          if (!snapshot.step(SLOTS_PER_STEP)) continue;
          snapshot.finish();
          resolve((reply) => reply.simple(`${entries} entries, ${bytes} bytes of values`));
          return;
        }
        clock.soon(slice);
      };
      slice();
    }),
  );
}
