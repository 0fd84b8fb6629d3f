import { humanBytes } from '../info/human-bytes.ts';
import type { ServerServices } from '../services.ts';
import { type MemoryFigures, memoryFigures } from './memory-figures.ts';

/** Below this there is nothing to judge: the program itself is larger. */
const JUDGED_BYTES_MIN = 5 * 1024 * 1024;
/** Gaps and overheads below this are no trouble whatever their share. */
const EXCESS_BYTES_MIN = 10 * 1024 * 1024;
/** What a connection may hold on average. */
const CLIENT_BYTES_MAX = 200 * 1024;

interface Check {
  readonly isTroubled: (figures: MemoryFigures, services: ServerServices) => boolean;
  readonly tell: (figures: MemoryFigures) => string;
}

const CHECKS: readonly Check[] = [
  {
    isTroubled: ({ peakBytes, totalBytes }) => peakBytes / totalBytes > 1.5,
    tell: ({ peakBytes, totalBytes }) =>
      `Peak: ${humanBytes(peakBytes)} were in use at most, ${humanBytes(totalBytes)} are now. The system gets its memory back only when all data is gone, so the process stays larger than its data; new data fills the room.`,
  },
  {
    isTroubled: ({ reservedBytes, totalBytes }) =>
      reservedBytes / totalBytes > 1.4 && reservedBytes - totalBytes > EXCESS_BYTES_MIN,
    tell: ({ reservedBytes, totalBytes }) =>
      `Gaps: ${humanBytes(reservedBytes)} are reserved for ${humanBytes(totalBytes)} of data. Values of many sizes that come and go leave gaps; they are filled by values of the same size.`,
  },
  {
    isTroubled: ({ residentBytes, reservedBytes }) =>
      residentBytes / reservedBytes > 1.5 &&
      residentBytes - reservedBytes > EXCESS_BYTES_MIN + 100 * 1024 * 1024,
    tell: ({ residentBytes, reservedBytes }) =>
      `Process: it occupies ${humanBytes(residentBytes)}, of which ${humanBytes(reservedBytes)} are for data. The rest is the program, its JavaScript heap and the buffers of connections.`,
  },
  {
    isTroubled: ({ clientBytes }, { sessions }) =>
      sessions.size > 0 && clientBytes / sessions.size > CLIENT_BYTES_MAX,
    tell: ({ clientBytes }) =>
      `Clients: connections hold ${humanBytes(clientBytes)}: replies that they don't read, or requests that they don't finish. CLIENT LIST shows them in tot-mem; client-output-buffer-limit and maxmemory-clients bound them.`,
  },
];

/** MEMORY DOCTOR: in words whether memory is where it should be. */
export function memoryReport(services: ServerServices): string {
  const figures = memoryFigures(services);
  if (figures.totalBytes < JUDGED_BYTES_MIN)
    return 'There is hardly any data here yet, so there is nothing to judge. Ask again when there is some.\n';
  const found = CHECKS.filter(({ isTroubled }) => isTroubled(figures, services));
  if (found.length === 0) return 'Nothing is wrong with the memory of this server.\n';
  return `Worth a look:\n\n${found.map(({ tell }) => `* ${tell(figures)}\n`).join('\n')}`;
}
