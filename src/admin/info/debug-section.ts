import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** What takes the event loop's time; INFO shows it only by its name. */
export function debugSection({ stats }: ServerServices): readonly InfoField[] {
  return [
    ['eventloop_duration_aof_sum', 0],
    ['eventloop_duration_cron_sum', Math.floor(stats.cronMs * 1000)],
    // Single rounds of the loop are not timed.
    ['eventloop_duration_max', 0],
    ['eventloop_cmd_per_cycle_max', 0],
  ];
}
