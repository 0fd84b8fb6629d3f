import type { Option } from '../option.ts';
import { clusterOptions } from './cluster-options.ts';
import { encodingOptions } from './encoding-options.ts';
import { keyspaceOptions } from './keyspace-options.ts';
import { memoryOptions } from './memory-options.ts';
import { networkOptions } from './network-options.ts';
import { persistenceOptions } from './persistence-options.ts';
import { processOptions } from './process-options.ts';
import { replicationOptions } from './replication-options.ts';
import { securityOptions } from './security-options.ts';
import { tlsOptions } from './tls-options.ts';

/** A chapter of docs/configuration.md. */
export interface OptionChapter {
  readonly title: string;
  readonly options: readonly Option[];
}

/** Every directive that Casemate knows, by subject. */
export const OPTION_CHAPTERS: readonly OptionChapter[] = [
  { title: 'Network', options: networkOptions },
  { title: 'TLS', options: tlsOptions },
  { title: 'Security', options: securityOptions },
  { title: 'Memory', options: memoryOptions },
  { title: 'Databases, scripts and measuring', options: keyspaceOptions },
  { title: 'Encodings', options: encodingOptions },
  { title: 'Process and log', options: processOptions },
  { title: 'Persistence', options: persistenceOptions },
  { title: 'Replication', options: replicationOptions },
  { title: 'Cluster', options: clusterOptions },
];

/** Every directive that Casemate knows. */
export const OPTIONS: readonly Option[] = OPTION_CHAPTERS.flatMap(({ options }) => options);

/** A name under which a directive can be written: its own, or an older or newer one. */
export interface OptionName {
  /** In lower case. */
  readonly name: string;
  readonly option: Option;
}

/** Every name, aliases behind their option, in lower case. */
export function namesOf(options: readonly Option[]): ReadonlyMap<string, OptionName> {
  const names = new Map<string, OptionName>();
  for (const option of options) {
    for (const name of [option.name, ...(option.aliases ?? [])]) names.set(name, { name, option });
  }
  return names;
}
