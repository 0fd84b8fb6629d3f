import type { Session } from '../../engine/session.ts';
import type { ServerServices } from '../services.ts';
import { clientsSection } from './clients-section.ts';
import { commandstatsSection, errorstatsSection, latencystatsSection } from './command-sections.ts';
import { cpuSection } from './cpu-section.ts';
import { debugSection } from './debug-section.ts';
import type { InfoField } from './info-source.ts';
import { keyspaceSection } from './keyspace-section.ts';
import { memorySection } from './memory-section.ts';
import { persistenceSection } from './persistence-section.ts';
import { replicationSection } from './replication-section.ts';
import { securitySection } from './security-section.ts';
import { serverSection } from './server-section.ts';
import { statsSection } from './stats-section.ts';

interface Section {
  readonly name: string;
  /** Left out of plain INFO, because it may be long; by name: shown to who asks for it alone. */
  readonly onlyOnRequest?: true | 'by name';
  readonly fields: (services: ServerServices, asker: Session) => readonly InfoField[];
}

/** In Redis's order, ours last. */
const SECTIONS: readonly Section[] = [
  { name: 'server', fields: serverSection },
  { name: 'clients', fields: clientsSection },
  { name: 'memory', fields: memorySection },
  { name: 'persistence', fields: persistenceSection },
  { name: 'stats', fields: statsSection },
  { name: 'replication', fields: replicationSection },
  { name: 'cpu', fields: cpuSection },
  { name: 'modules', fields: () => [] },
  { name: 'commandstats', onlyOnRequest: true, fields: commandstatsSection },
  { name: 'errorstats', fields: errorstatsSection },
  { name: 'latencystats', onlyOnRequest: true, fields: latencystatsSection },
  { name: 'cluster', fields: () => [['cluster_enabled', 0]] },
  { name: 'keyspace', fields: keyspaceSection },
  { name: 'debug', onlyOnRequest: 'by name', fields: debugSection },
  // Filled where listeners are (Valkey 9.1 has it, too).
  { name: 'tls', fields: () => [] },
  { name: 'security_warnings', fields: securitySection },
];

/** The text of INFO for these names of sections, in any case; none: the usual ones. */
export function renderInfo(
  services: ServerServices,
  names: readonly string[],
  asker: Session,
): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isUsual = wanted.size === 0 || wanted.has('default');
  const isAll = wanted.has('all') || wanted.has('everything');
  const parts = SECTIONS.filter(
    ({ name, onlyOnRequest }) =>
      (isAll && onlyOnRequest !== 'by name') ||
      wanted.has(name) ||
      (isUsual && onlyOnRequest === undefined),
  ).map(({ name, fields }) => renderSection(services, name, fields(services, asker)));
  return parts.join('\r\n');
}

function renderSection(
  services: ServerServices,
  name: string,
  fields: readonly InfoField[],
): string {
  const added = services.infoSources.filter(({ section }) => section === name);
  const all = [...fields, ...added.flatMap((source) => source.fields())];
  const title = `# ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const shown = name === 'cpu' || name === 'tls' ? `# ${name.toUpperCase()}` : title;
  return [shown, ...all.map(([field, value]) => `${field}:${value}`), ''].join('\r\n');
}
