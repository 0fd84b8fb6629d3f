import { EncodingSettings } from './encoding-settings.ts';
import { KeyspaceSettings } from './keyspace-settings.ts';
import { LatencySettings } from './latency-settings.ts';
import { LimitsSettings } from './limits-settings.ts';
import { ListenSettings } from './listen-settings.ts';
import { LogSettings } from './log-settings.ts';
import { MemorySettings } from './memory-settings.ts';
import { PersistenceSettings } from './persistence-settings.ts';
import { ProcessSettings } from './process-settings.ts';
import { ProtocolSettings } from './protocol-settings.ts';
import { ReplicationSettings } from './replication-settings.ts';
import { ScriptingSettings } from './scripting-settings.ts';
import { SecuritySettings } from './security-settings.ts';
import { SlowLogSettings } from './slow-log-settings.ts';
import { TlsSettings } from './tls-settings.ts';

/**
 * The live option values. Every running part holds the group it reads and reads its fields each time, so that CONFIG
 * SET is one assignment; a part that must act on a change listens to `LiveConfig`.
 */
export class Settings {
  readonly memory = new MemorySettings();
  readonly protocol = new ProtocolSettings();
  readonly limits = new LimitsSettings();
  readonly slowLog = new SlowLogSettings();
  readonly latency = new LatencySettings();
  readonly security = new SecuritySettings();
  readonly listen = new ListenSettings();
  readonly tls = new TlsSettings();
  readonly keyspace = new KeyspaceSettings();
  readonly encoding = new EncodingSettings();
  readonly persistence = new PersistenceSettings();
  readonly replication = new ReplicationSettings();
  readonly scripting = new ScriptingSettings();
  readonly log = new LogSettings();
  readonly process = new ProcessSettings();
  /** Values of directives that Casemate knows and that have no effect in it: only CONFIG GET and REWRITE read them. */
  readonly withoutEffect = new Map<string, string | number | boolean>();
}
