import { REDIS_VERSION } from '../admin/redis-version.ts';
import { type CommandLine, parseCommandLine } from '../config/command-line.ts';
import { formatConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import type { LoadedConfig } from '../config/loaded-config.ts';
import { resolvePath } from '../config/paths.ts';
import { splitArguments } from '../config/split-arguments.ts';
import { expandTitleTemplate } from '../config/title-template.ts';
import { ServerLog } from '../observe/server-log.ts';
import type { Certificates } from '../ports/certificates.ts';
import type { Clock } from '../ports/clock.ts';
import type { Crypto } from '../ports/crypto.ts';
import type { AppendedFile, Disk } from '../ports/disk.ts';
import type { Entropy } from '../ports/entropy.ts';
import type { Outcome } from '../ports/failure.ts';
import type { Network } from '../ports/network.ts';
import type { Daemonizer, HostProcess } from '../ports/process.ts';
import { Settings } from '../settings/settings.ts';
import { resolveDataDirectory } from './data-directory.ts';
import { firstRun, recordEndpoints, type SecureHome } from './first-run.ts';
import { clientCommand, connectLines } from './first-run-lines.ts';
import { RunningServer } from './running-server.ts';
import { banner, logReady, logStarting } from './start-lines.ts';
import { watchedFiles } from './watched-files.ts';

/** The whole outside world of the program. */
export interface World {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly disk: Disk;
  readonly crypto: Crypto;
  readonly network: Network;
  readonly host: HostProcess;
  readonly daemonizer: Daemonizer;
  readonly certificates: Certificates;
  readonly openAppend: (path: string, mode: number) => Outcome<AppendedFile>;
  readonly version: string;
}

const LOG_MODE = 0o640;
const PID_MODE = 0o644;
const DEFAULT_PIDFILE = '/var/run/redis.pid';
const OK = 0;
const FAILED = 1;

/** `casemate [redis.conf | -] [--flag value ...]`: runs until it is told to stop. The result is the exit code. */
export async function serve(world: World, words: readonly string[]): Promise<number> {
  const { host } = world;
  const debuggerRefused = host.refuseDebugger();
  if (!debuggerRefused.ok) return fail(world, debuggerRefused.failure.message);
  const commandLine = parseCommandLine(words);
  const standardInput = commandLine.readsStandardInput
    ? await host.readStandardInput()
    : new Uint8Array(0);
  const start = await readStart(world, commandLine, standardInput);
  if (typeof start === 'string') return fail(world, start);
  const { settings } = start.config;
  if (settings.process.daemonize && !world.daemonizer.isDaemon) {
    const daemon = await world.daemonizer.start(standardInput);
    return daemon.ok ? OK : fail(world, daemon.failure.message);
  }
  return await new Run(world, start).untilEnded();
}

/** What is known before anything is opened. */
interface Start {
  readonly config: LoadedConfig;
  /** Undefined in the drop-in mode. */
  readonly home: SecureHome | undefined;
}

async function readStart(
  world: World,
  commandLine: CommandLine,
  standardInput: Uint8Array,
): Promise<Start | string> {
  const { host, disk } = world;
  const dropIn = commandLine.configFile !== undefined || commandLine.readsStandardInput;
  const settings = new Settings();
  let { configFile } = commandLine;
  let home: SecureHome | undefined;
  if (!dropIn) {
    const made = await firstRun(world, {
      directory: resolveDataDirectory(host, flagValues(commandLine, 'data-dir').at(-1)),
      insecureAllow: new Set(flagValues(commandLine, 'insecure-allow')),
    });
    if (!made.ok) return made.failure.message;
    home = made.value;
    configFile = home.paths.config;
    makeSecure(settings);
  }
  const loaded = await loadConfig(
    {
      ...commandLine,
      configFile,
      ...(commandLine.readsStandardInput ? { standardInput } : {}),
      workingDirectory: host.workingDirectory,
      settings,
    },
    disk,
  );
  return loaded.ok
    ? { config: loaded.config, home }
    : formatConfigError(loaded.error, REDIS_VERSION);
}

/** The secure mode's defaults hold even for lines that somebody took out of its configuration file. */
function makeSecure(settings: Settings): void {
  settings.listen.bind = ['127.0.0.1', '-::1'];
  settings.security.missingDefault = 'off';
  settings.security.selectDenied = 'close';
  settings.security.revokeDisconnects = true;
  settings.persistence.savePoints = [];
}

/** What the flags say about a directive, before any file is read. */
function flagValues({ optionsText }: CommandLine, name: string): readonly string[] {
  return optionsText
    .split('\n')
    .map((line) => splitArguments(line) ?? [])
    .filter((line) => line[0]?.toLowerCase() === name)
    .flatMap((line) => line.slice(1));
}

/** One run of the program, from its configuration to its end. */
class Run {
  readonly #world: World;
  readonly #start: Start;
  readonly #log: ServerLog;
  #logFile: AppendedFile | undefined;
  #pidPath = '';

  constructor(world: World, start: Start) {
    this.#world = world;
    this.#start = start;
    this.#log = new ServerLog(start.config.settings.log, world.clock, {
      pid: world.host.pid,
      write: (line) => {
        world.host.standardOutput.write(line);
      },
    });
  }

  async untilEnded(): Promise<number> {
    const { host, version, daemonizer } = this.#world;
    const { config, home } = this.#start;
    const { settings } = config;
    const opened = this.#openLog();
    if (opened !== undefined) return this.#refuse(opened);
    logStarting(this.#log, { version, pid: host.pid, hasConfig: config.files.length > 0 });
    let end: (code: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    const server = await this.#makeServer(() => {
      end(OK);
    });
    if (
      settings.log.alwaysShowLogo ||
      (settings.log.file === '' && host.standardOutput.isTerminal && home === undefined)
    ) {
      this.#write(banner({ version, pid: host.pid, port: settings.listen.port }));
    }
    const refusal = await server.start();
    if (refusal !== undefined) return this.#refuse(refusal.message);
    await this.#writePidFile();
    this.#setTitle();
    const releases = this.#handleSignals(server);
    logReady(this.#log, server.listeners, settings.listen.port);
    if (home !== undefined) await this.#greet(home, server);
    daemonizer.reportReady();
    const code = await ended;
    for (const release of releases) release();
    await this.#cleanUp();
    return code;
  }

  async #makeServer(ended: () => void): Promise<RunningServer> {
    const { config, home } = this.#start;
    const { clock, entropy, disk, crypto, network, host, version } = this.#world;
    const files = await watchedFiles(config, { disk, host, directory: home?.paths.directory });
    const fromArguments = [...config.given]
      .filter(([, origin]) => origin.source === 'arguments')
      .map(([name]) => name);
    return new RunningServer({
      config,
      ports: { clock, entropy, disk, crypto, host, log: this.#log },
      network,
      version,
      facts: {
        fromArguments: new Set(fromArguments),
        files,
        aclFileDefinesDefault: home !== undefined,
      },
      ended,
    });
  }

  #openLog(): string | undefined {
    const { log, persistence } = this.#start.config.settings;
    if (log.file === '') return undefined;
    const path = resolvePath(persistence.dir, log.file);
    const file = this.#world.openAppend(path, LOG_MODE);
    if (!file.ok) return `Can't open the log file: ${file.failure.message}`;
    this.#logFile = file.value;
    this.#log.write = (line) => {
      file.value.append(line);
    };
    return undefined;
  }

  /** Errors of the start go where redis-server puts them: the log, and standard error for who started it by hand. */
  #refuse(message: string): number {
    const { host, daemonizer } = this.#world;
    if (this.#logFile !== undefined)
      for (const line of message.split('\n')) this.#log.line('warning', line);
    else
      for (const line of message.split('\n'))
        if (line.startsWith('Failed') || line.startsWith('Warning'))
          this.#log.line('warning', line);
    host.standardError.write(`${message}\n`);
    daemonizer.reportFailed(message);
    return FAILED;
  }

  #write(text: string): void {
    if (this.#logFile === undefined) this.#world.host.standardOutput.write(text);
    else this.#logFile.append(text);
  }

  async #greet(home: SecureHome, server: RunningServer): Promise<void> {
    const { host, disk } = this.#world;
    const endpoints = {
      host: '127.0.0.1',
      port: server.listeners.get('tcp')?.port ?? 0,
      tlsPort: server.listeners.get('tls')?.port ?? 0,
      socket: server.listeners.get('unix')?.address ?? '',
    };
    for (const warning of home.warnings) this.#log.line('warning', warning);
    const recorded = await recordEndpoints(disk, home.paths, endpoints);
    if (!recorded.ok) this.#log.line('warning', recorded.failure.message);
    const newPassword = host.standardOutput.isTerminal ? home.newPassword : undefined;
    const client = clientCommand(host, home.paths.directory);
    this.#write(`\n${connectLines({ paths: home.paths, endpoints, newPassword, client })}`);
  }

  async #writePidFile(): Promise<void> {
    const { process, persistence } = this.#start.config.settings;
    const name = process.pidfile === '' && process.daemonize ? DEFAULT_PIDFILE : process.pidfile;
    if (name === '') return;
    const path = resolvePath(persistence.dir, name);
    const bytes = Uint8Array.from(`${this.#world.host.pid}\n`, (character) =>
      character.charCodeAt(0),
    );
    const written = await this.#world.disk.writeFile(path, bytes, { mode: PID_MODE });
    if (written.ok) this.#pidPath = path;
    else this.#log.line('warning', `Failed to write PID file: ${written.failure.message}`);
  }

  #setTitle(): void {
    const { settings } = this.#start.config;
    if (!settings.process.setProcTitle) return;
    const { listen } = settings;
    const title = expandTitleTemplate(settings.process.procTitleTemplate, {
      title: 'casemate',
      'listen-addr':
        listen.port === 0
          ? `unixsocket:${listen.unixsocket}`
          : `${listen.bind[0] ?? '*'}:${listen.port}`,
      'server-mode': '',
      port: String(listen.port),
      'tls-port': String(listen.tlsPort),
      unixsocket: listen.unixsocket,
      'config-file': settings.process.configFile,
    });
    if (title !== undefined) this.#world.host.setTitle(title);
  }

  #handleSignals(server: RunningServer): readonly (() => void)[] {
    const { host } = this.#world;
    const stop =
      (name: string): (() => void) =>
      () => {
        this.#log.line('warning', `Received ${name} scheduling shutdown...`);
        void server.shutdown({ save: 'nosave', now: true, force: true });
      };
    const reload = (): void => {
      const reopened = this.#logFile?.reopen();
      if (reopened?.ok === false) this.#log.line('warning', reopened.failure.message);
      void server.listeners.reloadCertificates().then((complaint) => {
        if (complaint === undefined)
          this.#log.line('notice', 'Received SIGHUP: log and certificates reloaded');
        else
          this.#log.line(
            'warning',
            `Received SIGHUP: the old certificates stay in use: ${complaint}`,
          );
      });
    };
    return [
      host.onSignal('SIGTERM', stop('SIGTERM')),
      host.onSignal('SIGINT', stop('SIGINT')),
      host.onSignal('SIGHUP', reload),
    ];
  }

  async #cleanUp(): Promise<void> {
    if (this.#pidPath !== '') await this.#world.disk.unlink(this.#pidPath);
    await this.#start.home?.lock?.release();
    this.#logFile?.close();
  }
}

function fail(world: World, message: string): number {
  world.host.standardError.write(`${message}\n`);
  if (world.daemonizer.isDaemon) world.daemonizer.reportFailed(message);
  return FAILED;
}
