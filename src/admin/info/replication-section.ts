import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** No history that anybody could continue. */
const NO_REPLICATION_ID = '0'.repeat(40);

/** What is true of a server that has no replicas and follows nobody. */
export function replicationSection({ engine }: ServerServices): readonly InfoField[] {
  return [
    ['role', 'master'],
    ['connected_slaves', 0],
    ['master_failover_state', 'no-failover'],
    ['master_replid', NO_REPLICATION_ID],
    ['master_replid2', NO_REPLICATION_ID],
    ['master_repl_offset', 0],
    ['second_repl_offset', -1],
    ['repl_backlog_active', 0],
    ['repl_backlog_size', engine.settings.replication.backlogBytes],
    ['repl_backlog_first_byte_offset', 0],
    ['repl_backlog_histlen', 0],
  ];
}
