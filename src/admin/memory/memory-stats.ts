import { formatDouble } from '../../base/double.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Reply } from '../../resp/reply.ts';
import type { ServerServices } from '../services.ts';
import { type DatabaseFigures, type MemoryFigures, memoryFigures } from './memory-figures.ts';

type Field = readonly [name: string, write: (reply: Reply) => void];

/** MEMORY STATS: where memory is. */
export function memoryStats(services: ServerServices): Command {
  return defineCommand({
    name: 'STATS',
    arity: 2,
    flags: [],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '4.0.0',
      summary: 'Tells where memory is.',
      complexity: 'O(1)',
      tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
    },
    run({ reply }) {
      writeFields(reply, fieldsOf(memoryFigures(services)));
    },
  });
}

function fieldsOf(figures: MemoryFigures): readonly Field[] {
  const { totalBytes, startupBytes, peakBytes, keys } = figures;
  return [
    bytes('peak.allocated', peakBytes),
    bytes('total.allocated', totalBytes),
    bytes('startup.allocated', startupBytes),
    bytes('replication.backlog', 0),
    bytes('clients.slaves', 0),
    bytes('clients.normal', figures.clientBytes),
    bytes('cluster.links', 0),
    bytes('aof.buffer', 0),
    bytes('lua.caches', 0),
    bytes('functions.caches', 0),
    ...figures.databases.map(databaseField),
    bytes('overhead.total', figures.overheadBytes),
    bytes('keys.count', keys),
    bytes('keys.bytes-per-key', keys === 0 ? 0 : Math.floor((totalBytes - startupBytes) / keys)),
    bytes('dataset.bytes', figures.datasetBytes),
    share('dataset.percentage', figures.datasetPercent),
    share('peak.percentage', peakBytes === 0 ? 0 : (totalBytes / peakBytes) * 100),
    ...allocatorFields(figures),
  ];
}

function allocatorFields({
  totalBytes,
  reservedBytes,
  residentBytes,
}: MemoryFigures): readonly Field[] {
  return [
    bytes('allocator.allocated', totalBytes),
    bytes('allocator.active', reservedBytes),
    bytes('allocator.resident', residentBytes),
    ...excess('allocator-fragmentation', reservedBytes, totalBytes),
    ...excess('allocator-rss', residentBytes, reservedBytes),
    // What the process holds is what the allocator counts as resident.
    ...excess('rss-overhead', residentBytes, residentBytes),
    share('fragmentation', totalBytes === 0 ? 0 : residentBytes / totalBytes),
    bytes('fragmentation.bytes', residentBytes - totalBytes),
  ];
}

function excess(name: string, whole: number, part: number): readonly Field[] {
  return [
    share(`${name}.ratio`, part === 0 ? 0 : whole / part),
    bytes(`${name}.bytes`, whole - part),
  ];
}

function databaseField({ index, indexBytes }: DatabaseFigures): Field {
  return [
    `db.${index}`,
    (reply) => {
      writeFields(reply, [
        bytes('overhead.hashtable.main', indexBytes),
        // An expiry lies in its entry; which slot a key belongs to is computed.
        bytes('overhead.hashtable.expires', 0),
        bytes('overhead.hashtable.slot-to-keys', 0),
      ]);
    },
  ];
}

function writeFields(reply: Reply, fields: readonly Field[]): void {
  reply.map(fields.length);
  for (const [name, write] of fields) {
    reply.bulkLatin1(name);
    write(reply);
  }
}

function bytes(name: string, value: number): Field {
  return [name, (reply) => reply.integer(value)];
}

function share(name: string, value: number): Field {
  return [name, (reply) => reply.double(formatDouble(value))];
}
