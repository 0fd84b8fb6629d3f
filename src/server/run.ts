import { resolvePath } from '../config/paths.ts';
import { expandTitleTemplate } from '../config/title-template.ts';
import { ServerLog } from '../observe/server-log.ts';
import type { AppendedFile } from '../ports/disk.ts';
import { keepCertificates, recordEndpoints, type SecureHome } from './first-run.ts';
import { clientCommand, connectLines } from './first-run-lines.ts';
import { handleSignals, type SignalHandlers } from './handle-signals.ts';
import { fitMaxclients } from './open-files.ts';
import type { ProgramStart, ProgramWorld } from './program.ts';
import { reloadPasswords } from './reload-passwords.ts';
import { RunningServer } from './running-server.ts';
import { showNewPassword } from './show-new-password.ts';
import { banner, logReady, logStarting } from './start-lines.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { watchedFiles } from './watched-files.ts';

const LOG_MODE = 0o640;
const PID_MODE = 0o644;
const DEFAULT_PIDFILE = '/var/run/redis.pid';
const RENEWAL_CHECK_MS = 12 * 3_600_000;
const OK = 0;
const FAILED = 1;

/** One run of the program, from its configuration to its end. */
export class Run {
  readonly #world: ProgramWorld;
  readonly #start: ProgramStart;
  readonly #log: ServerLog;
  #logFile: AppendedFile | undefined;
  #pidPath = '';

  constructor(world: ProgramWorld, start: ProgramStart) {
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
    // The log file must hold it: a daemon has no standard error that anybody reads.
    host.onCrash((description) => {
      this.#log.line('warning', `Crashed by a bug of Casemate, please report it: ${description}`);
      host.exit(FAILED);
    });
    logStarting(this.#log, { version, pid: host.pid, hasConfig: config.files.length > 0 });
    if (home !== undefined)
      this.#log.line('notice', `Secure mode, data directory: ${home.paths.directory}`);
    let end: (code: number) => void = () => undefined;
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    const fitted = fitMaxclients(settings, host);
    if (fitted.kind === 'impossible') return this.#refuse(fitted.message);
    if (fitted.kind === 'lowered') for (const line of fitted.lines) this.#log.line('warning', line);
    const server = await this.#makeServer(() => {
      end(OK);
    });
    if (
      settings.log.alwaysShowLogo ||
      (settings.log.file === '' && host.standardOutput.isTerminal && home === undefined)
    ) {
      this.#write(banner({ version, pid: host.pid, port: settings.listen.port }));
    }
    // Before anybody can connect: who reaches the port may signal at once.
    const signals = this.#handleSignals(server);
    const refusal = await server.start();
    if (refusal !== undefined) {
      signals.release();
      return this.#refuse(refusal.message);
    }
    await this.#writePidFile();
    this.#setTitle();
    server.instance.liveConfig.onChange(['proc-title-template'], {
      commit: () => {
        this.#setTitle();
      },
    });
    logReady(this.#log, server.listeners, settings.listen.port);
    if (home !== undefined) await this.#greet(home, server);
    daemonizer.reportReady();
    signals.started();
    const code = await ended;
    signals.release();
    await this.#cleanUp();
    return code;
  }

  async #makeServer(ended: () => void): Promise<RunningServer> {
    const { config, home } = this.#start;
    const { clock, entropy, disk, crypto, network, host, version, groupId } = this.#world;
    const files = await watchedFiles(config, { disk, host, directory: home?.paths.directory });
    const fromArguments = [...config.given]
      .filter(([, origin]) => origin.source === 'arguments')
      .map(([name]) => name);
    return new RunningServer({
      config,
      ports: { clock, entropy, disk, crypto, host, log: this.#log },
      network,
      version,
      groupId,
      facts: {
        fromArguments: new Set(fromArguments),
        files,
      },
      mode: home === undefined ? 'drop-in' : 'secure',
      directory: home?.paths.directory,
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
    showNewPassword(host, this.#start.home);
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
    const toTerminal = this.#logFile === undefined && host.standardOutput.isTerminal;
    if (!toTerminal) showNewPassword(host, home);
    const newPassword = toTerminal ? home.newPassword : undefined;
    const client = clientCommand(host, home.paths.directory);
    const hasCredentials = (await disk.lstat(home.paths.credentials)).ok;
    const lines = { paths: home.paths, endpoints, newPassword, hasCredentials, client };
    this.#write(`\n${connectLines(lines)}`);
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

  #handleSignals(server: RunningServer): SignalHandlers {
    const { config, home } = this.#start;
    const { process } = config.settings;
    const renewal =
      home === undefined
        ? undefined
        : this.#world.clock.every(RENEWAL_CHECK_MS, () => {
            void this.#renewCertificates(server, home);
          });
    const handlers = handleSignals(this.#world.host, {
      stop: (name) => {
        const flags = name === 'SIGTERM' ? process.shutdownOnSigterm : process.shutdownOnSigint;
        void stopOnSignal(name, flags, { server, log: this.#log });
      },
      reload: () => {
        const reopened = this.#logFile?.reopen();
        if (reopened?.ok === false) this.#log.line('warning', reopened.failure.message);
        void this.#reloadPasswords(server);
        void this.#reloadCertificates(server);
      },
    });
    return {
      started: handlers.started,
      release: () => {
        handlers.release();
        renewal?.cancel();
      },
    };
  }

  async #reloadPasswords({ instance }: RunningServer): Promise<void> {
    const complaint = await reloadPasswords(instance);
    if (complaint !== undefined)
      this.#log.line('warning', `Received SIGHUP: the old passwords stay in use: ${complaint}`);
  }

  /** SIGHUP: certificates of our own are renewed when they are due; then all are read again, as one pair. */
  async #reloadCertificates(server: RunningServer): Promise<void> {
    const { home } = this.#start;
    const kept = home === undefined ? undefined : await keepCertificates(this.#world, home.paths);
    const complaint =
      kept?.ok === false ? kept.failure.message : await server.certificates.reload();
    if (complaint === undefined)
      this.#log.line('notice', 'Received SIGHUP: log and certificates reloaded');
    else
      this.#log.line('warning', `Received SIGHUP: the old certificates stay in use: ${complaint}`);
  }

  /** Twice a day in the secure mode. Nothing is read again when nothing was due, so that sessions go on resuming. */
  async #renewCertificates(server: RunningServer, home: SecureHome): Promise<void> {
    const kept = await keepCertificates(this.#world, home.paths);
    if (kept.ok && kept.value.notes.length === 0) return;
    const complaint = kept.ok ? await server.certificates.reload() : kept.failure.message;
    for (const note of kept.ok ? kept.value.notes : []) this.#log.line('notice', note);
    if (complaint !== undefined)
      this.#log.line('warning', `The certificates were not renewed: ${complaint}`);
  }

  async #cleanUp(): Promise<void> {
    if (this.#pidPath !== '') await this.#world.disk.unlink(this.#pidPath);
    await this.#start.home?.lock?.release();
    this.#logFile?.close();
  }
}
