import { memoryFigures } from '../memory/memory-figures.ts';
import type { ServerServices } from '../services.ts';
import { humanBytes } from './human-bytes.ts';
import type { InfoField } from './info-source.ts';

export function memorySection(services: ServerServices): readonly InfoField[] {
  const { engine, stats, host, lazyFree } = services;
  const { memory } = engine.settings;
  const figures = memoryFigures(services);
  const { totalBytes: used, reservedBytes: reserved, residentBytes: resident } = figures;
  const { heapUsedBytes, heapTotalBytes } = host.memoryUse();
  return [
    ...sized('used_memory', used),
    ...sized('used_memory_rss', resident),
    ...sized('used_memory_peak', figures.peakBytes),
    ['used_memory_peak_perc', percent((used / figures.peakBytes) * 100)],
    ['used_memory_overhead', figures.overheadBytes],
    ['used_memory_startup', figures.startupBytes],
    ['used_memory_dataset', figures.datasetBytes],
    ['used_memory_dataset_perc', percent(figures.datasetPercent)],
    ['allocator_allocated', used],
    ['allocator_active', reserved],
    ['allocator_resident', resident],
    ...sized('total_system_memory', host.totalMemoryBytes),
    ...SCRIPTS,
    ...sized('maxmemory', memory.maxmemoryBytes),
    ['maxmemory_policy', memory.maxmemoryPolicy],
    ['allocator_frag_ratio', ratio(reserved, used)],
    ['allocator_frag_bytes', reserved - used],
    ['allocator_rss_ratio', ratio(resident, reserved)],
    ['allocator_rss_bytes', resident - reserved],
    // What the process holds is what the allocator counts as resident.
    ['rss_overhead_ratio', '1.00'],
    ['rss_overhead_bytes', 0],
    ['mem_fragmentation_ratio', ratio(resident, used)],
    ['mem_fragmentation_bytes', resident - used],
    ['mem_not_counted_for_evict', 0],
    ['mem_replication_backlog', 0],
    ['mem_total_replication_buffers', 0],
    ['mem_clients_slaves', 0],
    ['mem_clients_normal', figures.clientBytes],
    ['mem_cluster_links', 0],
    ['mem_aof_buffer', 0],
    ['mem_allocator', 'casemate-slabs'],
    ['active_defrag_running', 0],
    ['lazyfree_pending_objects', lazyFree.pendingObjects],
    ['lazyfreed_objects', lazyFree.freedObjects],
    ['used_memory_peak_time', Math.floor(stats.peakMemoryMs / 1000)],
    ['heap_used', heapUsedBytes],
    ['heap_total', heapTotalBytes],
  ];
}

/** There are no scripts. */
const SCRIPTS: readonly InfoField[] = [
  ['used_memory_lua', 0],
  ['used_memory_vm_eval', 0],
  ['used_memory_lua_human', humanBytes(0)],
  ['used_memory_scripts_eval', 0],
  ['number_of_cached_scripts', 0],
  ['number_of_functions', 0],
  ['number_of_libraries', 0],
  ['used_memory_vm_functions', 0],
  ...sized('used_memory_vm_total', 0),
  ['used_memory_functions', 0],
  ...sized('used_memory_scripts', 0),
];

function sized(name: string, bytes: number): readonly InfoField[] {
  return [
    [name, bytes],
    [`${name}_human`, humanBytes(bytes)],
  ];
}

function percent(value: number): string {
  return `${(Number.isFinite(value) ? value : 0).toFixed(2)}%`;
}

function ratio(left: number, right: number): string {
  return (right === 0 ? 0 : left / right).toFixed(2);
}
