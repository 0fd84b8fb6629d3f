import type { ServerStats } from '../../observe/server-stats.ts';
import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';
import { commandMs, commandsProcessed, livingTraffic } from './server-totals.ts';

export function statsSection(services: ServerServices): readonly InfoField[] {
  return [
    ...trafficFields(services),
    ...keyFields(services),
    ...idleFields(),
    ...trackingFields(services),
    ...workFields(services),
    ...deniedFields(services),
  ];
}

function trafficFields(services: ServerServices): readonly InfoField[] {
  const { stats } = services;
  const traffic = stats.traffic(livingTraffic(services));
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
  ];
}

function keyFields({
  stats,
  engine,
  expiryCycle,
  eviction,
  pubsub,
}: ServerServices): readonly InfoField[] {
  const { world } = engine;
  return [
    ['expired_keys', world.stats.expired],
    ['expired_stale_perc', expiryCycle.stalePercent.toFixed(2)],
    ['expired_time_cap_reached_count', expiryCycle.timeCapReached],
    ['expire_cycle_cpu_milliseconds', Math.floor(expiryCycle.cpuMs)],
    ['evicted_keys', world.stats.evicted],
    ['evicted_clients', stats.evictedClients],
    ['total_eviction_exceeded_time', Math.floor(eviction.totalExceededMs)],
    ['current_eviction_exceeded_time', Math.floor(eviction.currentExceededMs)],
    ['keyspace_hits', world.stats.hits],
    ['keyspace_misses', world.stats.misses],
    ['pubsub_channels', pubsub.channels.size],
    ['pubsub_patterns', pubsub.patterns.size],
    ['pubsubshard_channels', pubsub.shardChannels.size],
  ];
}

/** What redis-server does and Casemate doesn't; tools ask for the fields. */
function idleFields(): readonly InfoField[] {
  return [
    // Casemate never forks.
    ['latest_fork_usec', 0],
    ['total_forks', 0],
    ['migrate_cached_sockets', 0],
    ['slave_expires_tracked_keys', 0],
    // Nothing is moved to fill gaps.
    ['active_defrag_hits', 0],
    ['active_defrag_misses', 0],
    ['active_defrag_key_hits', 0],
    ['active_defrag_key_misses', 0],
    ['total_active_defrag_time', 0],
    ['current_active_defrag_time', 0],
  ];
}

function trackingFields({ engine }: ServerServices): readonly InfoField[] {
  const { keys, prefixes } = engine.tracking;
  return [
    ['tracking_total_keys', keys.size],
    ['tracking_total_items', keys.items],
    ['tracking_total_prefixes', prefixes.size],
  ];
}

function workFields(services: ServerServices): readonly InfoField[] {
  const { stats } = services;
  const loop = stats.loop(services.host.loopUse());
  return [
    ['unexpected_error_replies', 0],
    ['total_error_replies', stats.errors.total],
    ['dump_payload_sanitizations', 0],
    ['total_reads_processed', services.turn.reads],
    ['total_writes_processed', services.turn.writes],
    // One thread reads and writes.
    ['io_threaded_reads_processed', 0],
    ['io_threaded_writes_processed', 0],
    ['client_query_buffer_limit_disconnections', stats.queryBufferDisconnections],
    ['client_output_buffer_limit_disconnections', stats.outputBufferDisconnections],
    // Replies are written into a buffer that all connections share.
    ['reply_buffer_shrinks', 0],
    ['reply_buffer_expands', 0],
    ['eventloop_cycles', loop.cycles],
    ['eventloop_duration_sum', Math.floor(loop.activeMs * 1000)],
    ['eventloop_duration_cmd_sum', Math.floor(commandMs(services) * 1000)],
    ['instantaneous_eventloop_cycles_per_sec', Math.floor(stats.cycleRate.perSecond)],
    ['instantaneous_eventloop_duration_usec', microsecondsPerCycle(stats)],
  ];
}

function deniedFields({ aclLog, authThrottle }: ServerServices): readonly InfoField[] {
  const denied = aclLog.counts;
  return [
    ['acl_access_denied_auth', denied.auth],
    ['acl_access_denied_cmd', denied.command],
    ['acl_access_denied_key', denied.key],
    ['acl_access_denied_channel', denied.channel],
    ['acl_access_denied_db', denied.database],
    ['acl_access_denied_tls_cert', denied['tls-cert']],
    ['acl_access_denied_source', denied.source],
    ['auth_throttle_delayed', authThrottle.delayed],
    ['auth_throttle_disconnected', authThrottle.disconnected],
    ['auth_throttle_sources', authThrottle.sources],
  ];
}

function microsecondsPerCycle({ cycleRate, activeRate }: ServerStats): number {
  const cycles = cycleRate.perSecond;
  return cycles === 0 ? 0 : Math.floor((activeRate.perSecond * 1000) / cycles);
}

function kilobytes(bytesPerSecond: number): string {
  return (bytesPerSecond / 1024).toFixed(2);
}
