import type { ServerServices } from '../services.ts';
import { humanBytes } from './human-bytes.ts';
import type { InfoField } from './info-source.ts';
import { usedMemory } from './server-totals.ts';

export function memorySection(services: ServerServices): readonly InfoField[] {
  const { engine, stats, host, lazyFree } = services;
  const { memory } = engine.settings;
  const used = usedMemory(services);
  stats.sawMemory(used, engine.world.nowMs);
  const process = host.memoryUse();
  const dataset = engine.world.slabs.usedBytes;
  const reserved = engine.world.slabs.reservedBytes;
  return [
    ...sized('used_memory', used),
    ...sized('used_memory_rss', process.rssBytes),
    ...sized('used_memory_peak', stats.peakMemoryBytes),
    ['used_memory_peak_perc', percent(used, stats.peakMemoryBytes)],
    ['used_memory_peak_time', Math.floor(stats.peakMemoryMs / 1000)],
    ['used_memory_overhead', engine.clientBytes],
    ['used_memory_startup', 0],
    ['used_memory_dataset', dataset],
    ['used_memory_dataset_perc', percent(dataset, used)],
    ['allocator_allocated', used],
    ['allocator_active', reserved],
    ['allocator_resident', process.rssBytes],
    ['heap_used', process.heapUsedBytes],
    ['heap_total', process.heapTotalBytes],
    ...sized('total_system_memory', host.totalMemoryBytes),
    ...sized('used_memory_lua', 0),
    ['used_memory_vm_eval', 0],
    ['used_memory_scripts_eval', 0],
    ['used_memory_vm_functions', 0],
    ...sized('used_memory_vm_total', 0),
    ['used_memory_functions', 0],
    ...sized('used_memory_scripts', 0),
    ['number_of_cached_scripts', 0],
    ['number_of_functions', 0],
    ['number_of_libraries', 0],
    ...sized('maxmemory', memory.maxmemoryBytes),
    ['maxmemory_policy', memory.maxmemoryPolicy],
    ['allocator_frag_ratio', ratio(reserved, used)],
    ['allocator_frag_bytes', reserved - used],
    ['allocator_rss_ratio', ratio(process.rssBytes, reserved)],
    ['allocator_rss_bytes', process.rssBytes - reserved],
    // What the process holds is what the allocator counts as resident.
    ['rss_overhead_ratio', '1.00'],
    ['rss_overhead_bytes', 0],
    ['mem_fragmentation_ratio', ratio(process.rssBytes, used)],
    ['mem_fragmentation_bytes', process.rssBytes - used],
    ['mem_not_counted_for_evict', 0],
    ['mem_replication_backlog', 0],
    ['mem_total_replication_buffers', 0],
    ['mem_clients_slaves', 0],
    ['mem_clients_normal', engine.clientBytes],
    ['mem_cluster_links', 0],
    ['mem_aof_buffer', 0],
    ['mem_allocator', 'casemate-slabs'],
    ['active_defrag_running', 0],
    ['lazyfree_pending_objects', lazyFree.pendingObjects],
    ['lazyfreed_objects', lazyFree.freedObjects],
  ];
}

function sized(name: string, bytes: number): readonly InfoField[] {
  return [
    [name, bytes],
    [`${name}_human`, humanBytes(bytes)],
  ];
}

function percent(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(2)}%`;
}

function ratio(left: number, right: number): string {
  return (right === 0 ? 0 : left / right).toFixed(2);
}
