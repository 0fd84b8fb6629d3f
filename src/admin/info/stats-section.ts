import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';
import { commandsProcessed, livingTraffic } from './server-totals.ts';

/** What redis-server counts and Casemate never does; tools ask for the fields. */
const ABSENT: readonly InfoField[] = [
  ['dump_payload_sanitizations', 0],
  // One thread reads and writes.
  ['io_threaded_reads_processed', 0],
  ['io_threaded_writes_processed', 0],
  // Nothing is moved to fill gaps.
  ['active_defrag_hits', 0],
  ['active_defrag_misses', 0],
  ['active_defrag_key_hits', 0],
  ['active_defrag_key_misses', 0],
  ['total_active_defrag_time', 0],
  ['current_active_defrag_time', 0],
];

export function statsSection(services: ServerServices): readonly InfoField[] {
  const { stats, engine, aclLog, expiryCycle, pubsub } = services;
  const { world } = engine;
  const traffic = stats.traffic(livingTraffic(services));
  const denied = aclLog.counts;
  return [
    ['total_connections_received', stats.connectionsTotal],
    ['total_commands_processed', commandsProcessed(services)],
    ['instantaneous_ops_per_sec', Math.floor(stats.commandRate.perSecond)],
    ['total_net_input_bytes', traffic.inputBytes],
    ['total_net_output_bytes', traffic.outputBytes],
    ['total_net_repl_input_bytes', 0],
    ['total_net_repl_output_bytes', 0],
    ['instantaneous_input_kbps', kilobytes(stats.inputRate.perSecond)],
    ['instantaneous_output_kbps', kilobytes(stats.outputRate.perSecond)],
    ['instantaneous_input_repl_kbps', '0.00'],
    ['instantaneous_output_repl_kbps', '0.00'],
    ['rejected_connections', stats.connectionsRejected],
    ['sync_full', 0],
    ['sync_partial_ok', 0],
    ['sync_partial_err', 0],
    ['expired_keys', world.stats.expired],
    ['expired_stale_perc', expiryCycle.stalePercent.toFixed(2)],
    ['expired_time_cap_reached_count', expiryCycle.timeCapReached],
    ['expire_cycle_cpu_milliseconds', Math.floor(expiryCycle.cpuMs)],
    ['evicted_keys', world.stats.evicted],
    ['evicted_clients', stats.evictedClients],
    ['evicted_scripts', 0],
    ['keyspace_hits', world.stats.hits],
    ['keyspace_misses', world.stats.misses],
    ['pubsub_channels', pubsub.channels.size],
    ['pubsub_patterns', pubsub.patterns.size],
    ['pubsubshard_channels', pubsub.shardChannels.size],
    // Casemate never forks.
    ['latest_fork_usec', 0],
    ['total_forks', 0],
    ['migrate_cached_sockets', 0],
    ['slave_expires_tracked_keys', 0],
    ['tracking_total_keys', 0],
    ['tracking_total_items', 0],
    ['tracking_total_prefixes', 0],
    ['unexpected_error_replies', 0],
    ['total_error_replies', stats.errors.total],
    ...ABSENT,
    ['client_query_buffer_limit_disconnections', stats.queryBufferDisconnections],
    ['client_output_buffer_limit_disconnections', stats.outputBufferDisconnections],
    ['acl_access_denied_auth', denied.auth],
    ['acl_access_denied_cmd', denied.command],
    ['acl_access_denied_key', denied.key],
    ['acl_access_denied_channel', denied.channel],
    ['acl_access_denied_db', denied.database],
    ['acl_access_denied_tls_cert', denied['tls-cert']],
    ['acl_access_denied_source', denied.source],
  ];
}

function kilobytes(bytesPerSecond: number): string {
  return (bytesPerSecond / 1024).toFixed(2);
}
