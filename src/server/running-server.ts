import { REDIS_VERSION } from '../admin/redis-version.ts';
import type { ServerIdentity, ShutdownOptions } from '../admin/services.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { ABSENT_COMMANDS } from '../command/absent-commands.ts';
import { decodeText } from '../config/byte-text.ts';
import type { ChangeHook } from '../config/change-hook.ts';
import { formatConfigError } from '../config/config-error.ts';
import type { Finding } from '../config/finding.ts';
import { checkRenames, type LoadedConfig } from '../config/loaded-config.ts';
import { resolvePath } from '../config/paths.ts';
import { judgePosture, NO_FACTS, type PostureFacts } from '../config/posture.ts';
import type { WatchedFile } from '../config/posture-files.ts';
import { rewriteConfigFile } from '../config/rewrite-config-file.ts';
import { JUDGED_DIRECTIVES, weakeningHook } from '../config/weakening-hook.ts';
import type { Network } from '../ports/network.ts';
import type { Settings } from '../settings/settings.ts';
import { Background } from './background.ts';
import { certificateFields } from './certificate-ends.ts';
import { applySettings, hasOpenUser, registerHooks } from './config-hooks.ts';
import { handshakeLog } from './handshake-log.ts';
import { Instance, type Ports } from './instance.ts';
import { listenerFields } from './listener-fields.ts';
import { Listeners } from './listeners.ts';
import { definesDefault, loadUsers } from './load-users.ts';
import { secretWorld } from './make-users.ts';
import { secretDirectiveProblem } from './secret-directives.ts';
import { ServerCertificates } from './server-certificates.ts';
import { logWeakPasswords, weakPasswordFindings } from './weak-passwords.ts';

export interface RunningServerParts {
  readonly config: LoadedConfig;
  readonly ports: Ports;
  readonly network: Network;
  readonly version: string;
  /** The number of a group by its name. */
  readonly groupId: (name: string) => Promise<number | undefined>;
  readonly facts: Pick<PostureFacts, 'fromArguments' | 'files'>;
  /** `secure`: clients can't make the server weaker than its file does. */
  readonly mode: 'secure' | 'drop-in';
  /** The secure mode's own directory. */
  readonly directory: string | undefined;
  /** The server has ended and nothing of it is open any more. */
  readonly ended: () => void;
}

/** Why a server doesn't start. `config`: printed as redis-server prints an error of its configuration. */
export interface StartRefusal {
  readonly kind: 'config' | 'posture' | 'listen';
  readonly message: string;
}

const RUN_ID_BYTES = 20;
/** How each line of ACL LIST begins. */
const USER = 'user ';
const NO_PERSISTENCE =
  'There is no persistence yet: data lives in memory only. Use SHUTDOWN NOSAVE.';

/** One server as it runs: instance, listeners, background work, and its end. */
export class RunningServer {
  readonly instance: Instance;
  readonly listeners: Listeners;
  readonly certificates: ServerCertificates;
  readonly #parts: RunningServerParts;
  readonly #background: Background;
  #aclFileDefinesDefault = false;
  #usersAtStart = 0;
  #hasRewritten = false;
  #ending: Promise<void> | undefined;

  constructor(parts: RunningServerParts) {
    this.#parts = parts;
    const { config, ports, network } = parts;
    this.instance = new Instance(config.settings, ports, {
      shutdown: (options) => this.shutdown(options),
      abortShutdown: () => false,
      rewriteConfig: () => this.#rewriteConfig(),
      securityWarnings: () => [
        ...this.#judge(),
        ...this.#weakPasswords(),
        ...this.certificates.findings(),
      ],
      identity: identify(ports, parts.version),
      renames: config.renames.map(({ words: [from = '', to = ''] }) => ({ from, to })),
    });
    const { doorman } = this.instance;
    const { settings } = config;
    const { disk, log, clock } = ports;
    this.certificates = new ServerCertificates({
      settings,
      network,
      disk,
      log,
      clock,
      secrets: (given) => secretWorld(given, ports),
    });
    this.listeners = new Listeners({
      settings,
      network,
      certificates: this.certificates,
      log,
      accept: doorman.accept,
      admit: doorman.admitsHandshake,
      proxies: doorman.proxies,
      onHandshakeFailed: handshakeLog(log, clock),
      groupId: parts.groupId,
    });
    this.#background = new Background(this.instance);
  }

  /** Opens everything or nothing. */
  async start(): Promise<StartRefusal | undefined> {
    const { config, ports } = this.#parts;
    const { instance } = this;
    const rename = checkRenames(config.renames, [
      ...instance.table.top.map((row) => row.name),
      ...ABSENT_COMMANDS,
    ]);
    if (rename !== undefined) {
      return { kind: 'config', message: formatConfigError(rename, REDIS_VERSION) };
    }
    const users = await loadUsers(instance.users, config, ports.disk);
    if (users !== undefined) return { kind: 'config', message: users };
    const secrets = secretWorld(config.settings, ports);
    const secret = await secretDirectiveProblem(config.settings, secrets);
    if (secret !== undefined) return { kind: 'config', message: secret };
    instance.users.saved(instance.users.version);
    this.#usersAtStart = instance.users.version;
    this.#aclFileDefinesDefault = await definesDefault(config.settings, ports.disk);
    const findings = [...this.#judge()];
    const refused = findings.filter((finding) => finding.severity === 'refuse');
    if (refused.length > 0)
      return { kind: 'posture', message: refused.map(refusalText).join('\n') };
    findings.push(...this.#weakPasswords());
    for (const { message } of findings) ports.log.line('warning', `WARNING: ${message}`);
    for (const { message } of config.warnings) ports.log.line('warning', `WARNING: ${message}`);
    logWeakPasswords(instance.users, ports.log);
    applySettings(instance);
    registerHooks(instance);
    instance.liveConfig.onChange(JUDGED_DIRECTIVES, this.#weakeningHook());
    this.certificates.register(instance.liveConfig);
    this.listeners.register(instance.liveConfig);
    const complaint = await this.listeners.open();
    if (complaint !== undefined) {
      this.#stop();
      return { kind: 'listen', message: complaint };
    }
    instance.infoSources.push({
      section: 'server',
      fields: () => listenerFields(this.listeners, instance.settings.listen),
    });
    const { passwordSources } = instance.users.context;
    instance.infoSources.push({
      section: 'security_warnings',
      fields: () => [
        ['password_sources', passwordSources?.count ?? 0],
        ['passwords_in_grace', passwordSources?.inGrace ?? 0],
      ],
    });
    instance.infoSources.push({
      section: 'tls',
      fields: () => certificateFields(this.certificates.inUse, ports.clock.wallMs()),
    });
    this.#background.start();
    this.certificates.start();
    return undefined;
  }

  /** Replies that have been written reach their clients; then connections, listeners and files are closed. */
  shutdown(options: ShutdownOptions): Promise<void> {
    if (options.save === 'save' && !options.force) return Promise.reject(new Error(NO_PERSISTENCE));
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const { log } = this.#parts.ports;
    log.line('notice', 'User requested shutdown...');
    this.#stop();
    await this.listeners.close();
    this.instance.turn.flush();
    for (const connection of [...this.instance.doorman.connections])
      connection.close('after-replies');
    log.line('warning', 'Redis is now ready to exit, bye bye...');
    this.#parts.ended();
  }

  /** Nothing happens by the clock any more. */
  #stop(): void {
    this.#background.stop();
    this.certificates.stop();
    this.instance.users.context.passwordSources?.stop();
  }

  #judge(settings: Settings = this.instance.settings): readonly Finding[] {
    return judgePosture(settings, {
      ...NO_FACTS,
      ...this.#parts.facts,
      files: [...this.#ownFiles(), ...this.#secretFiles()],
      aclFileDefinesDefault: this.#aclFileDefinesDefault,
      hasOpenUser: hasOpenUser(this.instance, settings),
      hasOtherOpenUser: this.instance.users.hasOtherOpenUser,
      userExists: (name) => this.instance.users.get(name) !== undefined,
      forgetsDefault: this.instance.users.forgetsDefault,
    });
  }

  /** Judged at the start; ACL SAVE and CONFIG REWRITE write passwords into files that held none. */
  #ownFiles(): readonly WatchedFile[] {
    const { users, settings } = this.instance;
    const { security, persistence, process } = settings;
    const written = new Set<string>();
    if (users.savedVersion !== this.#usersAtStart && security.aclFile !== '')
      written.add(resolvePath(persistence.dir, security.aclFile));
    if (this.#hasRewritten) written.add(process.configFile);
    const { files } = this.#parts.facts;
    if (written.size === 0 || !users.havePasswords) return files;
    return files.map((file) => (written.has(file.path) ? { ...file, role: 'secret' } : file));
  }

  /** Those that the users' rules name. */
  #secretFiles(): readonly WatchedFile[] {
    const { ports, directory } = this.#parts;
    const files = this.instance.users.context.passwordSources?.files ?? [];
    return files.map((file) => ({
      ...file,
      role: 'secret',
      ownUid: ports.host.uid,
      isInDataDirectory: directory !== undefined && file.path.startsWith(`${directory}/`),
    }));
  }

  #weakPasswords(): readonly Finding[] {
    return weakPasswordFindings(this.instance.users, this.instance.settings.security);
  }

  #weakeningHook(): ChangeHook {
    const { mode, ports } = this.#parts;
    return weakeningHook({
      judge: (settings) => this.#judge(settings),
      weaker: mode === 'secure' ? 'refused' : 'warned of',
      warn: (message) => {
        ports.log.line('warning', `WARNING: ${message}`);
      },
    });
  }

  async #rewriteConfig(): Promise<string | undefined> {
    const { liveConfig, users, settings, ports } = this.instance;
    const lines = users.lines().map((line) => decodeText(fromLatin1(line.slice(USER.length))));
    const { version } = users;
    const ownFile = settings.security.aclFile !== '';
    const complaint = await rewriteConfigFile(
      liveConfig,
      ports.disk,
      ownFile ? 'in their own file' : lines,
    );
    if (complaint !== undefined) return complaint;
    this.#hasRewritten = true;
    if (!ownFile) users.saved(version);
    return undefined;
  }
}

function refusalText({ id, message, fix }: Finding): string {
  const lines = fix.split('\n').map((line) => `    ${line}`);
  return [
    `Refusing to start: ${message}`,
    'Fix:',
    ...lines,
    `Or accept it by name: insecure-allow ${id}`,
  ].join('\n');
}

function identify({ entropy, clock }: Ports, version: string): ServerIdentity {
  const bytes = new Uint8Array(RUN_ID_BYTES);
  entropy.fill(bytes);
  const runId = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { runId, startedMs: clock.wallMs(), version };
}
